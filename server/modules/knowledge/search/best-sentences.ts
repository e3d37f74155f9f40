import { splitSentences } from '../cut-passages.ts'
import { wordWeight } from './function-words.ts'
import { splitWords } from './normalise-text.ts'
import { stemWord } from './stem-word.ts'
import { gramsOf } from './term-index.ts'

/** Up to here a passage is given whole: a customer reads it in one look, and nothing is lost. */
const readableLength = 500

/**
 * The part of a passage that answers a question best, as a person can read it in a chat: whole sentences that follow each other, without
 * Markdown. What the sentences before the best one started (a list, a condition) is kept as long as it fits.
 */
export function bestSentences(passage: { text: string }, query: string, maxCharacters = readableLength): string {
  const units = readableUnits(passage.text)
  const whole = join(units)
  if (whole.length <= maxCharacters) return whole
  const words = queryWords(query)
  const scores = units.map((unit) => scoreSentence(unit.text, words))
  const best = scores.indexOf(Math.max(...scores))
  let from = best
  let to = best
  const fits = (start: number, end: number): boolean => join(units.slice(start, end + 1)).length <= maxCharacters
  // Answers tend to follow the sentence that names their subject: forward first, then back.
  for (let grown = true; grown; ) {
    grown = false
    if (to + 1 < units.length && fits(from, to + 1)) {
      to += 1
      grown = true
    }
    if (from > 0 && (scores[from - 1] ?? 0) > 0 && fits(from - 1, to)) {
      from -= 1
      grown = true
    }
  }
  const chosen = join(units.slice(from, to + 1))
  return chosen.length <= maxCharacters ? chosen : `${chosen.slice(0, chosen.lastIndexOf(' ', maxCharacters - 1))}…`
}

interface Unit {
  text: string
  /** Starts on a line of its own: a paragraph, an entry of a list, a row. */
  opensLine: boolean
}

function readableUnits(text: string): Unit[] {
  return text
    .split('\n')
    .map(readableLine)
    .filter((line) => line !== '')
    .flatMap((line) => splitSentences(line).map((sentence, place) => ({ text: sentence, opensLine: place === 0 })))
}

/** A line without its marks. A table's row becomes its cells, its ruler nothing. */
function readableLine(line: string): string {
  if (/^\s*\|[\s:|-]+\|?\s*$/.test(line)) return ''
  const plain = line
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/^\s*>\s?/, '')
    .replace(/^\s*[*-]\s+/, '• ')
    .replace(/(\*\*|__|`)/g, '')
  if (!/^\s*\|/.test(plain)) return plain.replace(/\s+/g, ' ').trim()
  return plain
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(' — ')
}

function join(units: readonly Unit[]): string {
  return units.map((unit, place) => (place === 0 ? '' : unit.opensLine ? '\n' : ' ') + unit.text).join('')
}

interface QueryWord {
  stem: string
  grams: ReadonlySet<string>
  weight: number
}

function queryWords(query: string): QueryWord[] {
  return [...new Set(splitWords(query))].map((word) => ({ stem: stemWord(word), grams: new Set(gramsOf(word)), weight: wordWeight(word) }))
}

/** For each word of the question the likest word of the sentence; long sentences gain nothing by their length. */
function scoreSentence(sentence: string, words: readonly QueryWord[]): number {
  const own = splitWords(sentence).map((word) => ({ stem: stemWord(word), grams: gramsOf(word) }))
  if (own.length === 0) return 0
  let score = 0
  for (const word of words) {
    let likest = 0
    for (const other of own) {
      if (other.stem === word.stem) likest = 1
      else
        likest = Math.max(likest, other.grams.filter((gram) => word.grams.has(gram)).length / Math.max(word.grams.size, other.grams.length))
    }
    if (likest >= 0.4) score += word.weight * likest
  }
  return score / (1 + own.length / 60)
}
