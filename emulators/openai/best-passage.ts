import type { Passage } from './passages.ts'
import { sentences, terms } from './text.ts'

export interface Found {
  text: string
  passage: Passage
  /** Share of the question's weight that the passage covers, 0 to 1. */
  score: number
}

const longestAnswer = 420

/** Below this share of covered weight nothing was found: a passage that only shares a common word is no answer. */
export const sureEnough = 0.38

/** The passage that covers most of the question, by terms weighted with how rare they are, and of it the sentences that do. */
export function bestPassage(question: string, passages: Passage[]): Found | undefined {
  const asked = [...new Set(terms(question))]
  if (asked.length === 0 || passages.length === 0) return undefined
  const bags = passages.map((one) => new Set([...terms(one.title), ...terms(one.text)]))
  const weights = new Map(asked.map((term) => [term, weightOf(term, bags)]))
  const total = [...weights.values()].reduce((sum, one) => sum + one, 0)

  let best: Found | undefined
  passages.forEach((passage, index) => {
    const bag = bags[index] ?? new Set()
    const covered = asked.reduce((sum, term) => sum + (bag.has(term) ? (weights.get(term) ?? 0) : 0), 0)
    const titled = overlap(passage.title, weights) / total
    // Among equals the passage whose title says it, then the shorter one, is nearer to the point.
    const score = Math.min(1, covered / total + 0.1 * titled - Math.min(0.05, passage.text.length / 100_000))
    if (!best || score > best.score) best = { text: '', passage, score }
  })
  if (!best) return undefined
  return { ...best, text: pickSentences(best.passage, weights) }
}

/** Rare terms weigh more. A term that no passage has may be a filler or the very point: it weighs half of the rarest. */
function weightOf(term: string, bags: Set<string>[]): number {
  const holders = bags.filter((bag) => bag.has(term)).length
  const rarest = Math.log(1 + bags.length) + 1
  return holders === 0 ? rarest / 2 : Math.log(1 + bags.length / holders) + 0.3
}

function overlap(text: string, weights: Map<string, number>): number {
  return [...new Set(terms(text))].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0)
}

function pickSentences(passage: Passage, weights: Map<string, number>): string {
  const whole = passage.text.replace(/\s+/g, ' ').trim()
  if (whole.length <= longestAnswer) return whole
  const all = sentences(passage.text)
  const ranked = all.map((text, index) => ({ text, index, weight: overlap(text, weights) })).toSorted((a, b) => b.weight - a.weight)
  const chosen: typeof ranked = []
  let length = 0
  for (const one of ranked) {
    if (chosen.length > 0 && (one.weight === 0 || length + one.text.length > longestAnswer)) break
    chosen.push(one)
    length += one.text.length
  }
  return chosen
    .toSorted((a, b) => a.index - b.index)
    .map((one) => one.text)
    .join(' ')
}
