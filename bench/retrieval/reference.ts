import type { QuestionSet } from './question-sets.ts'

const k1 = 1.2
const b = 0.75

/** Plain BM25 (Robertson and Zaragoza 2009) over words or their first letters: what to compare with. The rank of each right passage. */
export function rankByReference(set: QuestionSet, prefix: number | null): number[] {
  const texts = set.passages.map((passage) => termsOf(passage, prefix))
  const mean = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  const postings = new Map<string, Map<number, number>>()
  for (const [number, text] of texts.entries()) {
    for (const term of text) {
      const posting = postings.get(term) ?? new Map<number, number>()
      posting.set(number, (posting.get(number) ?? 0) + 1)
      postings.set(term, posting)
    }
  }
  return set.questions.map(({ question, passage }) => {
    const scores = new Map<number, number>()
    for (const term of new Set(termsOf(question, prefix))) {
      const posting = postings.get(term) ?? new Map<number, number>()
      const weight = Math.log(1 + (texts.length - posting.size + 0.5) / (posting.size + 0.5))
      for (const [number, count] of posting) {
        const length = texts[number]?.length ?? mean
        scores.set(number, (scores.get(number) ?? 0) + (weight * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / mean)))
      }
    }
    const ranked = [...scores].sort((one, other) => other[1] - one[1]).slice(0, 10)
    return ranked.findIndex(([number]) => number === passage) + 1
  })
}

function termsOf(text: string, prefix: number | null): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return prefix === null ? [...words] : words.map((word) => [...word].slice(0, prefix).join(''))
}
