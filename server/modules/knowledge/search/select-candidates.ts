import type { TermQuery } from './read-query.ts'
import { at, gramsOf, type TermIndex } from './term-index.ts'

/** The numbers of the passages worth a closer look, by BM25 over stems and over stems spelt alike. */
export function selectCandidates(index: TermIndex, query: TermQuery, count: number): number[] {
  const scores = new Float64Array(index.passages.length)
  const mean = index.totalLength / index.live
  for (const term of query.stems) {
    if (term.stem !== undefined) add(index, scores, mean, term.stem, term.weight)
    if (term.subject)
      for (const [stem, likeness] of stemsLike(index, term.word))
        if (stem !== term.stem) add(index, scores, mean, stem, term.weight * likeness)
  }
  return best(scores, count).filter((number) => index.passages[number] !== null)
}

const k1 = 1.2
const b = 0.75

function add(index: TermIndex, scores: Float64Array, mean: number, stem: number, weight: number): void {
  const posting = at(index.postings, stem)
  for (let place = 0; place < posting.length; place += 1) {
    const number = posting.passages[place] ?? 0
    const count = (posting.counts[place] ?? 0) / 2
    const length = index.passages[number]?.length ?? mean
    scores[number] = (scores[number] ?? 0) + (weight * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / mean))
  }
}

/** Stems of words that share at least two fifths of their pieces with this one: other inflections, compounds, typing errors. */
function stemsLike(index: TermIndex, word: string): [stem: number, likeness: number][] {
  const grams = new Set(gramsOf(word))
  const shared = new Map<number, number>()
  for (const gram of grams) {
    const number = index.gramNumbers.get(gram)
    if (number === undefined) continue
    for (const other of at(index.gramWords, number)) shared.set(other, (shared.get(other) ?? 0) + 1)
  }
  const likeness = new Map<number, number>()
  for (const [other, common] of shared) {
    const { stem, grams: otherGrams } = at(index.words, other)
    const dice = (2 * common) / (grams.size + otherGrams.length)
    if (dice >= leastLikeness) likeness.set(stem, Math.max(likeness.get(stem) ?? 0, dice / 2))
  }
  return [...likeness].sort((a, b) => b[1] - a[1]).slice(0, mostAlike)
}

const leastLikeness = 0.4
const mostAlike = 12

/** Places of the `count` highest scores above zero, best first: a short sorted list, because most scores never enter it. */
function best(scores: Float64Array, count: number): number[] {
  const places: number[] = []
  let least = 0
  for (let place = 0; place < scores.length; place += 1) {
    const score = scores[place] ?? 0
    if (score <= least) continue
    let at = places.length
    while (at > 0 && (scores[places[at - 1] ?? 0] ?? 0) < score) at -= 1
    places.splice(at, 0, place)
    if (places.length > count) places.pop()
    if (places.length === count) least = scores[places[count - 1] ?? 0] ?? 0
  }
  return places
}
