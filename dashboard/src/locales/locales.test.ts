import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const languages = ['en', 'ru', 'kk', 'fa'] as const
const pluralForm = /_(zero|one|two|few|many|other)$/

function textsOf(language: string): Map<string, string> {
  const tree: unknown = JSON.parse(readFileSync(join(import.meta.dirname, `${language}.json`), 'utf8'))
  const texts = new Map<string, string>()
  const walk = (node: unknown, path: string) => {
    if (typeof node === 'string') texts.set(path, node)
    else for (const [name, child] of Object.entries(node as object)) walk(child, path ? `${path}.${name}` : name)
  }
  walk(tree, '')
  return texts
}

const all = new Map(languages.map((language) => [language, textsOf(language)]))
const english = all.get('en') ?? new Map<string, string>()
const keysOf = (texts: Map<string, string>) => [...new Set([...texts.keys()].map((key) => key.replace(pluralForm, '')))].sort()
const placeholdersOf = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort()

describe.each(languages.filter((language) => language !== 'en'))('%s', (language) => {
  const texts = all.get(language) ?? new Map<string, string>()

  test('says everything that English says, and nothing else', () => {
    expect(keysOf(texts)).toEqual(keysOf(english))
  })

  test('has each of its plural forms', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const plurals = keysOf(english).filter((key) => english.has(`${key}_other`))
    const missing = plurals.flatMap((key) => needed.map((form) => `${key}_${form}`)).filter((key) => !texts.has(key))
    expect(plurals.length).toBeGreaterThan(0)
    expect(missing).toEqual([])
  })

  test('fills the same placeholders', () => {
    const different = [...english].filter(([key, text]) => {
      const own = texts.get(key)
      return own !== undefined && placeholdersOf(own).join() !== placeholdersOf(text).join()
    })
    expect(different.map(([key]) => key)).toEqual([])
  })

  test('is translated: hardly a text is the English one', () => {
    const same = [...english].filter(([key, text]) => text === texts.get(key) && /[a-z]{4}/i.test(text)).map(([key]) => key)
    expect(same.filter((key) => !/^(app\.name|event\.system|audit\.system)$/.test(key))).toEqual([])
  })
})

test('no text is empty', () => {
  for (const [language, texts] of all) for (const [key, text] of texts) expect(text.trim(), `${language} ${key}`).not.toBe('')
})
