import { estimateSureness } from './estimate-sureness.ts'
import { readQuery, type TermQuery } from './read-query.ts'
import { selectCandidates } from './select-candidates.ts'
import { at, type TermIndex } from './term-index.ts'

export interface RankedPassage {
  number: number
  /** BM25 over words, stems, pieces and pairs of neighbours: for order only. */
  score: number
  /** How probably this passage answers the question, 0 to 1: comparable across questions. */
  sureness: number
}

/**
 * Best first. Candidates are found by stems, then ranked by what each field alone is weak at: whole words (exact), stems (inflection),
 * four-letter pieces (compounds, typing errors, rich morphology), neighbouring stems (names, phrases). The weights lie on a plateau: on
 * English, Russian and Kazakh questions halving or doubling any of them moves recall@1 by less than 0.01.
 */
export function rankPassages(index: TermIndex, text: string, limit: number): RankedPassage[] {
  const query = readQuery(index, text)
  if (query.words.length === 0 || index.live === 0) return []
  const candidates = selectCandidates(index, query, Math.max(candidateCount, limit))
  const match = matcher(index, query)
  const best = candidates
    .map((number) => scorePassage(index, query, match, number))
    .filter((scored): scored is ScoredPassage => scored !== null && scored.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
  return best.map(({ number, score, stems, grams }) => ({
    number,
    score,
    sureness: estimateSureness(index, query, { score, stems, grams }),
  }))
}

interface ScoredPassage {
  number: number
  score: number
  /** How often each of the question's stems and pieces stands in it, by place. */
  stems: Float64Array
  grams: Float64Array
}

const candidateCount = 40
const fieldWeights = { word: 0.5, stem: 1, gram: 0.5, pair: 0.3 }
const k1 = 1.2
const b = 0.75
const titleFactor = 1.5

/** What one word of a passage stands for in the question; null: nothing. */
interface Match {
  word: number
  stem: number
  grams: number[]
}

/** Each distinct word is compared with the question once, however many candidates hold it. */
function matcher(index: TermIndex, query: TermQuery): (word: number) => Match | null {
  const places = new Int32Array(index.words.length)
  const matches: (Match | null)[] = [null, null]
  const gramPlaces = new Int32Array(index.gramWords.length).fill(-1)
  for (const [gram, place] of query.gramPlaces) gramPlaces[gram] = place
  return (number) => {
    const known = places[number] ?? 0
    if (known > 0) return matches[known] ?? null
    const word = at(index.words, number)
    const grams: number[] = []
    for (const gram of word.grams) if ((gramPlaces[gram] ?? -1) >= 0) grams.push(gramPlaces[gram] ?? 0)
    const match = { word: query.wordPlaces.get(number) ?? -1, stem: query.stemPlaces.get(word.stem) ?? -1, grams }
    if (match.word < 0 && match.stem < 0 && grams.length === 0) {
      places[number] = 1
      return null
    }
    places[number] = matches.push(match) - 1
    return match
  }
}

function scorePassage(index: TermIndex, query: TermQuery, match: (word: number) => Match | null, number: number): ScoredPassage | null {
  const passage = index.passages[number]
  if (!passage) return null
  const words = new Float64Array(query.words.length)
  const stems = new Float64Array(query.stems.length)
  const grams = new Float64Array(query.grams.length)
  const pairs = new Float64Array(query.pairs.length)
  let before = -1
  for (let position = 0; position < passage.words.length; position += 1) {
    const found = match(passage.words[position] ?? 0)
    if (found === null) {
      before = -1
      continue
    }
    const count = position < passage.titleLength ? titleFactor : 1
    if (found.word >= 0) words[found.word] = (words[found.word] ?? 0) + count
    const pieces = found.grams
    for (let place = 0; place < pieces.length; place += 1) {
      const gram = pieces[place] ?? 0
      grams[gram] = (grams[gram] ?? 0) + count
    }
    if (found.stem >= 0) stems[found.stem] = (stems[found.stem] ?? 0) + count
    if (found.stem >= 0 && before >= 0 && position !== passage.titleLength) {
      const pair = query.pairPlaces.get(before * 4096 + found.stem)
      if (pair !== undefined) pairs[pair] = (pairs[pair] ?? 0) + count
    }
    before = found.stem
  }
  const scale = k1 * (1 - b + (b * passage.length * index.live) / index.totalLength)
  const score =
    fieldWeights.word * saturated(words, query.words, scale) +
    fieldWeights.stem * saturated(stems, query.stems, scale) +
    fieldWeights.gram * saturated(grams, query.grams, scale) +
    fieldWeights.pair * saturated(pairs, query.pairs, scale)
  return { number, score, stems, grams }
}

function saturated(found: Float64Array, terms: readonly { weight: number }[], scale: number): number {
  let total = 0
  for (let place = 0; place < found.length; place += 1) {
    const count = found[place] ?? 0
    if (count > 0) total += (at(terms, place).weight * count * (k1 + 1)) / (count + scale)
  }
  return total
}
