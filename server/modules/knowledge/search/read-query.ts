import { wordWeight } from './function-words.ts'
import { splitWords } from './normalise-text.ts'
import { stemWord } from './stem-word.ts'
import { at, gramsOf, type TermIndex } from './term-index.ts'

interface Term {
  /** Inverse document frequency times what the word counts. */
  weight: number
}

export interface StemTerm extends Term {
  /** undefined: no passage holds it. */
  stem: number | undefined
  /** The first word of the question with this stem. */
  word: string
  /** Not a word of grammar or courtesy. */
  subject: boolean
  /** Places of the word's pieces, and how many it has: those that no passage holds have no place. */
  pieces: number[]
  pieceCount: number
}

/** A question in the terms of one index. `…Places` lead from the index's numbers to places in the lists. */
export interface TermQuery {
  words: Term[]
  wordPlaces: Map<number, number>
  stems: StemTerm[]
  stemPlaces: Map<number, number>
  grams: Term[]
  gramPlaces: Map<number, number>
  pairs: Term[]
  /** By place of the first stem times 4096 plus place of the second. */
  pairPlaces: Map<number, number>
}

const longestQuery = 300

export function readQuery(index: TermIndex, text: string): TermQuery {
  const sequence = splitWords(text).slice(0, longestQuery)
  const query: TermQuery = {
    words: [],
    wordPlaces: new Map(),
    stems: [],
    stemPlaces: new Map(),
    grams: [],
    gramPlaces: new Map(),
    pairs: [],
    pairPlaces: new Map(),
  }
  const stemPlaces = new Map<string, number>()
  for (const word of new Set(sequence)) {
    const weight = wordWeight(word)
    const number = index.wordNumbers.get(word)
    if (number !== undefined) query.wordPlaces.set(number, query.words.length)
    query.words.push({ weight: weight * rarity(index, number === undefined ? 0 : at(index.words, number).documents) })
    const stem = stemWord(word)
    const stemNumber = index.stemNumbers.get(stem)
    if (!stemPlaces.has(stem)) {
      if (stemNumber !== undefined) query.stemPlaces.set(stemNumber, query.stems.length)
      stemPlaces.set(stem, query.stems.length)
      const documents = stemNumber === undefined ? 0 : at(index.postings, stemNumber).live
      const pieces = weight === 1 ? readPieces(index, query, word) : { pieces: [], pieceCount: 0 }
      query.stems.push({ weight: weight * rarity(index, documents), stem: stemNumber, word, subject: weight === 1, ...pieces })
    } else if (weight === 1) readPieces(index, query, word)
  }
  const places = sequence.map((word) => stemPlaces.get(stemWord(word)) ?? 0)
  for (let position = 1; position < places.length; position += 1) {
    const [first, second] = [at(places, position - 1), at(places, position)]
    const key = first * 4096 + second
    if (query.pairPlaces.has(key)) continue
    query.pairPlaces.set(key, query.pairs.length)
    query.pairs.push({ weight: pairFactor * Math.min(at(query.stems, first).weight, at(query.stems, second).weight) })
  }
  return query
}

function readPieces(index: TermIndex, query: TermQuery, word: string): { pieces: number[]; pieceCount: number } {
  const grams = gramsOf(word)
  const pieces: number[] = []
  for (const gram of grams) {
    const number = index.gramNumbers.get(gram)
    if (number === undefined) continue
    const place = query.gramPlaces.get(number) ?? query.grams.push({ weight: rarity(index, documentsWithGram(index, number)) }) - 1
    query.gramPlaces.set(number, place)
    pieces.push(place)
  }
  return { pieces, pieceCount: grams.length }
}

/** Two words side by side are rarer than either; counting pairs in the index would double it. */
const pairFactor = 1.3

/** Robertson and Spärck Jones' weight in the form that stays positive. */
function rarity(index: TermIndex, documents: number): number {
  return Math.log(1 + (index.live - documents + 0.5) / (documents + 0.5))
}

/** An upper bound: passages that hold the piece in two different words count twice. */
function documentsWithGram(index: TermIndex, gram: number): number {
  let documents = 0
  for (const word of at(index.gramWords, gram)) documents += at(index.words, word).documents
  return Math.min(documents, index.live)
}
