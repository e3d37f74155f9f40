import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/*
 * What is known of the providers' interfaces stands, section by section, in documents beside the repository (`../shared/contracts`). Each section is a trap
 * that somebody would fall into again: a test names it in its title (`meta 2.4: …`, or `meta 1.2, 9.1: …`), or it says here why there is none. Without the
 * documents there is nothing to compare with.
 */

interface Contract {
  name: string
  /** Sections that nothing is tested of, and why. */
  exempt: Record<string, string>
}

const contracts: readonly Contract[] = [
  {
    name: 'meta',
    exempt: {
      '3.9': 'Voice calls belong to an issue of their own; until then their events stay in the journal.',
      '4.5': 'Conversations are never read back from Meta: what was said comes by webhooks.',
      8: 'Catalogues belong to the issue of products; orders and products in messages are tested under 2.2 and 3.2.',
      11: 'What Meta does not say. Where it matters, both readings are taken, and tested under the section that they belong to.',
    },
  },
  {
    name: 'other',
    exempt: {
      ...later('WhatsApp Web', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7', '2.8'),
      ...later('phone calls', '3.1', '3.2', '3.3', '3.4', '3.5', '3.6'),
      ...later('one-time codes by SMS', '4'),
      ...later('payments', '6.1', '6.2'),
      ...later('licences', '7'),
      ...later('Shopify', '8'),
      ...later('the bridge to Chatwoot', '9'),
    },
  },
]

function later(what: string, ...sections: string[]): Record<string, string> {
  return Object.fromEntries(sections.map((section) => [section, `Parley has no ${what} yet.`]))
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** Parts of a section (`2.4`), points of its numbered list (`9.3`), or, where it has neither, the section itself (`6`). */
function numbersOf(document: string): string[] {
  return document
    .split(/^## (?=\d)/m)
    .slice(1)
    .flatMap((section) => {
      const [heading = '', ...lines] = section.split('\n')
      const own = /^\d+/.exec(heading)?.[0] ?? ''
      const parts = lines.flatMap((line) => /^### (\d+\.\d+)/.exec(line)?.[1] ?? [])
      const points = lines.flatMap((line) => /^(\d+)\. /.exec(line)?.[1] ?? []).map((point) => `${own}.${point}`)
      if (parts.length > 0) return parts
      return points.length > 0 ? points : [own]
    })
}

/** The numbers in titles of tests: `test('meta 2.4: …'`, or with the fact of the section that is meant: `test('other 1 (Errors): …'`. */
function namedBy(source: string, name: string): string[] {
  const title = new RegExp(`\\(\\s*['"\`]${name} (\\d+(?:\\.\\d+)?(?:, \\d+(?:\\.\\d+)?)*)(?: \\([^)]*\\))?:`, 'g')
  return [...source.matchAll(title)].flatMap((match) => match[1]?.split(', ') ?? [])
}

function namedInTests(name: string): Set<string> {
  const files = globSync('{server,contract,emulators,e2e}/**/*.test.ts', { cwd: root }).filter((file) => !/contract-numbers/.test(file))
  return new Set(files.flatMap((file) => namedBy(readFileSync(`${root}/${file}`, 'utf8'), name)))
}

describe.each(contracts)('what is known of $name.md', ({ name, exempt }) => {
  const path = fileURLToPath(new URL(`../../shared/contracts/${name}.md`, import.meta.url))

  test.skipIf(!existsSync(path))('each section has a test that names it, or a reason why not', () => {
    const sections = numbersOf(readFileSync(path, 'utf8'))
    const named = namedInTests(name)
    expect(sections.length).toBeGreaterThan(10)
    expect({
      withoutTest: sections.filter((number) => !named.has(number) && !Object.hasOwn(exempt, number)),
      namedButNotThere: [...named].filter((number) => !sections.includes(number)),
      exemptForNothing: Object.keys(exempt).filter((number) => named.has(number) || !sections.includes(number)),
    }).toEqual({ withoutTest: [], namedButNotThere: [], exemptForNothing: [] })
  })
})

test('sections are counted by their smallest numbered part, and titles by all numbers that they name', () => {
  const document = [
    '# Facts',
    '## 1. Both',
    '### 1.1 One',
    '1. not counted',
    '### 1.2 Two',
    '## 2. A list',
    '1. first',
    '2. second',
    '## 3. Alone',
  ]
  expect(numbersOf(document.join('\n'))).toEqual(['1.1', '1.2', '2.1', '2.2', '3'])
  expect(namedBy(`test('facts 1.2, 3: it holds', …) test("facts 2.1 (first): %s", …) test('no facts 9: …')`, 'facts')).toEqual([
    '1.2',
    '3',
    '2.1',
  ])
})
