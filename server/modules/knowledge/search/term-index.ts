import { wordWeight } from './function-words.ts'
import { splitWords } from './normalise-text.ts'
import { stemWord } from './stem-word.ts'

/** A word of the vocabulary. `documents`: how many passages hold it. */
interface Word {
  text: string
  stem: number
  weight: number
  documents: number
  /** Its four-letter pieces, as numbers. */
  grams: Uint32Array
}

export interface Posting {
  passages: Uint32Array
  /** In half units, so that a word of the title can count one and a half. */
  counts: Uint8Array
  length: number
  /** Passages that were not removed. */
  live: number
}

export interface IndexedPassage {
  number: number
  /** Numbers of words, the title's first. */
  words: Uint32Array
  titleLength: number
  length: number
}

/**
 * The searchable form of one knowledge base, in memory: some 10 bytes a word of text, and 1 kB a word of the vocabulary. The database holds the
 * truth; this is read from it and can be dropped at any time.
 */
export interface TermIndex {
  wordNumbers: Map<string, number>
  words: Word[]
  stemNumbers: Map<string, number>
  postings: Posting[]
  gramNumbers: Map<string, number>
  /** For each gram the numbers of the words that hold it. */
  gramWords: number[][]
  /** By number; null where a passage was removed. */
  passages: (IndexedPassage | null)[]
  live: number
  totalLength: number
}

export function createTermIndex(): TermIndex {
  return {
    wordNumbers: new Map(),
    words: [],
    stemNumbers: new Map(),
    postings: [],
    gramNumbers: new Map(),
    gramWords: [],
    passages: [],
    live: 0,
    totalLength: 0,
  }
}

/** A word of a title or an FAQ question counts as much as this many of the text, in half units. */
const titleCount = 3
const bodyCount = 2

/** Gives the passage the next number: `index.passages.length` before the call. */
export function addPassage(index: TermIndex, passage: { title: string; text: string }): void {
  const title = splitWords(passage.title)
  const body = splitWords(passage.text)
  const number = index.passages.length
  const words = new Uint32Array(title.length + body.length)
  // A stem and, in the last bit, whether it stands in the title: sorted, equal ones lie side by side, which is cheaper than counting in a map.
  const stems = new Uint32Array(words.length)
  for (let position = 0; position < words.length; position += 1) {
    const inTitle = position < title.length
    const word = wordNumber(index, (inTitle ? title[position] : body[position - title.length]) ?? '')
    words[position] = word
    stems[position] = at(index.words, word).stem * 2 + (inTitle ? 1 : 0)
  }
  countDocuments(index, words, 1)
  stems.sort()
  for (let position = 0; position < stems.length; ) {
    const stem = (stems[position] ?? 0) >> 1
    let count = 0
    for (; position < stems.length && (stems[position] ?? 0) >> 1 === stem; position += 1)
      count += (stems[position] ?? 0) & 1 ? titleCount : bodyCount
    append(at(index.postings, stem), number, Math.min(count, 255))
  }
  const length = Math.max(1, body.length)
  index.passages.push({ number, words, titleLength: title.length, length })
  index.live += 1
  index.totalLength += length
}

/** Postings keep the number until the index is read anew; a removed passage is passed over. */
export function removePassage(index: TermIndex, number: number): void {
  const passage = index.passages[number]
  if (!passage) return
  countDocuments(index, passage.words, -1)
  for (const stem of new Set(Array.from(passage.words, (word) => at(index.words, word).stem))) at(index.postings, stem).live -= 1
  index.passages[number] = null
  index.live -= 1
  index.totalLength -= passage.length
}

function countDocuments(index: TermIndex, words: Uint32Array, change: 1 | -1): void {
  const sorted = words.toSorted()
  for (let place = 0; place < sorted.length; place += 1) {
    if (place > 0 && sorted[place] === sorted[place - 1]) continue
    at(index.words, sorted[place] ?? 0).documents += change
  }
}

/** Roughly the bytes that it holds: 53 MB were measured at 10,000 passages with a vocabulary of 38,000 words, most of it the vocabulary. */
export function indexSize(index: TermIndex): number {
  return index.passages.length * 160 + index.totalLength * 9 + index.words.length * 1100
}

export function gramsOf(word: string): string[] {
  const framed = [...`_${word}_`]
  if (framed.length <= gramLength) return [framed.join('')]
  return framed.slice(gramLength - 1).map((_, start) => framed.slice(start, start + gramLength).join(''))
}

const gramLength = 4

/** For arrays whose indexes we made ourselves. */
export function at<T>(list: readonly T[], index: number): T {
  return list[index] as T
}

function wordNumber(index: TermIndex, text: string): number {
  const known = index.wordNumbers.get(text)
  if (known !== undefined) return known
  const number = index.words.length
  const grams = [...new Set(gramsOf(text))].map((gram) => numberOf(index.gramNumbers, gram, () => index.gramWords.push([])))
  for (const gram of grams) at(index.gramWords, gram).push(number)
  const stem = numberOf(index.stemNumbers, stemWord(text), () =>
    index.postings.push({ passages: new Uint32Array(2), counts: new Uint8Array(2), length: 0, live: 0 }),
  )
  index.wordNumbers.set(text, number)
  index.words.push({ text, stem, weight: wordWeight(text), documents: 0, grams: Uint32Array.from(grams) })
  return number
}

function numberOf(numbers: Map<string, number>, key: string, onNew: () => void): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const number = numbers.size
  numbers.set(key, number)
  onNew()
  return number
}

function append(posting: Posting, passage: number, count: number): void {
  if (posting.length === posting.passages.length) {
    const passages = new Uint32Array(posting.length * 2)
    const counts = new Uint8Array(posting.length * 2)
    passages.set(posting.passages)
    counts.set(posting.counts)
    posting.passages = passages
    posting.counts = counts
  }
  posting.passages[posting.length] = passage
  posting.counts[posting.length] = count
  posting.length += 1
  posting.live += 1
}
