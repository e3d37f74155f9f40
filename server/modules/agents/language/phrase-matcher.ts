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
const stemKeyLength = 3

/**
 * Finds any of the phrases (`|` between them, per language) as whole words; `*` at a phrase's end: any ending. Indexed by the first word, since
 * every message meets some thousand phrases: 20 µs became 2.
 */
export function phraseMatcher(phrases: Readonly<Record<string, string>>): (message: Spoken) => boolean {
  const byFirstWord = new Map<string, string[]>()
  const byStem = new Map<string, string[]>()
  const anywhere: string[] = []
  for (const phrase of Object.values(phrases)
    .flatMap((list) => list.split('|'))
    .filter(Boolean)) {
    if (unspaced.test(phrase)) {
      anywhere.push(normalise(phrase))
      continue
    }
    const words = wordsOf(normalise(phrase))
    const [first = ''] = words
    const isStem = phrase.endsWith('*')
    const [index, key] = isStem && words.length === 1 ? [byStem, first.slice(0, stemKeyLength)] : [byFirstWord, first]
    index.set(key, [...(index.get(key) ?? []), ` ${words.join(' ')}${isStem ? '' : ' '}`])
  }
  return (message) => {
    for (const word of message.words) {
      if (byFirstWord.get(word)?.some((phrase) => message.spaced.includes(phrase))) return true
      if (byStem.get(word.slice(0, stemKeyLength))?.some((phrase) => message.spaced.includes(phrase))) return true
    }
    return anywhere.length > 0 && unspaced.test(message.normalised) && anywhere.some((phrase) => message.normalised.includes(phrase))
  }
}
