import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutPassages } from './cut-passages.ts'

test('a short text stays one passage', () => {
  expect(cutPassages('One paragraph.\n\nAnother one.')).toEqual([{ heading: null, text: 'One paragraph.\n\nAnother one.' }])
})

test('headings cut, and stand above what is below them', () => {
  expect(cutPassages('Intro\n# Delivery\nBy courier.\n## Abroad\nBy post.\n# Returns\nIn 14 days.')).toEqual([
    { heading: null, text: 'Intro' },
    { heading: 'Delivery', text: 'By courier.' },
    { heading: 'Delivery › Abroad', text: 'By post.' },
    { heading: 'Returns', text: 'In 14 days.' },
  ])
})

test('a comment in a code block is no heading', () => {
  expect(cutPassages('# Use\n```\n# not a heading\nrun\n```')).toHaveLength(1)
})

test('a document of headings alone keeps its words', () => {
  expect(cutPassages('# Price list\n## Coffee 900')).toEqual([{ heading: null, text: 'Price list\nCoffee 900' }])
})

test('a long section is cut between paragraphs, a long paragraph between sentences', () => {
  const paragraph = `${'A sentence of some length that says nothing. '.repeat(12)}`.trim()
  const passages = cutPassages(Array.from({ length: 6 }, () => paragraph).join('\n\n'))
  expect(passages.map((passage) => passage.text.length <= 1600)).not.toContain(false)
  expect(passages.every((passage) => passage.text.startsWith('A sentence') && passage.text.endsWith('nothing.'))).toBe(true)
  const sentences = cutPassages('Here is a sentence about nothing at all. '.repeat(200).trim())
  expect(sentences.length).toBeGreaterThan(5)
  expect(sentences.every((passage) => passage.text.endsWith('.'))).toBe(true)
})

test('a long table repeats its head', () => {
  const rows = Array.from({ length: 80 }, (_, number) => `| Product ${number} | ${number}00 |`)
  const passages = cutPassages(`| Name | Price |\n| --- | --- |\n${rows.join('\n')}`)
  expect(passages.length).toBeGreaterThan(1)
  expect(passages.every((passage) => passage.text.startsWith('| Name | Price |\n| --- | --- |\n| Product'))).toBe(true)
})

test('no word is lost and none is doubled, whatever the text', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/)
  const separator = fc.constantFrom(' ', '. ', '\n', '\n\n', '! ', ' ')
  fc.assert(
    fc.property(fc.array(fc.tuple(word, separator), { minLength: 1, maxLength: 900 }), (pieces) => {
      const text = pieces.map(([piece, glue]) => piece + glue).join('')
      const words = (joined: string): string[] => joined.match(/[a-z]+/g) ?? []
      expect(
        words(
          cutPassages(text)
            .map((passage) => passage.text)
            .join(' '),
        ),
      ).toEqual(words(text))
    }),
    { numRuns: 60 },
  )
})

test('a text without spaces is cut, and no character of two halves is torn', () => {
  const passages = cutPassages('😀'.repeat(3000))
  expect(passages.length).toBeGreaterThan(1)
  expect(passages.every((passage) => passage.text.isWellFormed())).toBe(true)
})
