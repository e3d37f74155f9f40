import { normalise, wordsOf } from './normalise.ts'

/** A message prepared once for several matchers. */
export interface Spoken {
  normalised: string
  words: readonly string[]
  /** The words with one space around each, so that " phrase " finds whole words. */
  spaced: string
}

export function spoken(text: string): Spoken {
  const normalised = normalise(text)
  const words = wordsOf(normalised)
  return { normalised, words, spaced: ` ${words.join(' ')} ` }
}

/** Chinese, Japanese, Korean: no spaces to go by. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u

/**
 * Finds any of the phrases (`|` between them, per language) as whole words; `*` at a phrase's end: any ending.
 */
export function phraseMatcher(phrases: Readonly<Record<string, string>>): (message: Spoken) => boolean {
  const inWords: string[] = []
  const anywhere: string[] = []
  for (const phrase of Object.values(phrases)
    .flatMap((list) => list.split('|'))
    .filter(Boolean)) {
    if (unspaced.test(phrase)) anywhere.push(normalise(phrase))
    else inWords.push(` ${wordsOf(normalise(phrase)).join(' ')}${phrase.endsWith('*') ? '' : ' '}`)
  }
  return (message) =>
    inWords.some((phrase) => message.spaced.includes(phrase)) || anywhere.some((phrase) => message.normalised.includes(phrase))
}
