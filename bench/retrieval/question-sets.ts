import { readFileSync } from 'node:fs'
import path from 'node:path'

export interface QuestionSet {
  name: string
  passages: string[]
  /** `passage`: the place of the right one. */
  questions: { question: string; passage: number }[]
}

interface Row {
  question: string
  context: string
  answers?: { text?: unknown[] }
}

interface Articles {
  data: { paragraphs: { context: string; qas: { question: string; is_impossible?: boolean }[] }[] }[]
}

/** Reads JSON of the form of SQuAD, or lines of `{ question, context, answers }`. */
export function readQuestionSet(file: string): QuestionSet {
  const content = readFileSync(file, 'utf8')
  const set: QuestionSet = { name: path.basename(file).replace(/\.jsonl?$/, ''), passages: [], questions: [] }
  if (file.endsWith('.jsonl')) {
    const places = new Map<string, number>()
    for (const line of content.split('\n').filter((line) => line !== '')) {
      const { question, context, answers } = JSON.parse(line) as Row
      const passage = places.get(context) ?? set.passages.push(context) - 1
      places.set(context, passage)
      if (answers?.text?.length) set.questions.push({ question, passage })
    }
    return set
  }
  for (const { context, qas } of (JSON.parse(content) as Articles).data.flatMap((article) => article.paragraphs)) {
    const passage = set.passages.push(context) - 1
    for (const { question, is_impossible: impossible } of qas) if (!impossible) set.questions.push({ question, passage })
  }
  return set
}

/** `count` passages of five sentences each, drawn from all sets by a fixed sequence. */
export function mixPassages(sets: readonly QuestionSet[], count: number): string[] {
  const sentences = sets.flatMap((set) => set.passages).flatMap((passage) => passage.split(/(?<=[.!?])\s+/))
  let state = 1
  const draw = (): string => {
    state = (state * 48_271) % 2_147_483_647
    return sentences[state % sentences.length] ?? ''
  }
  return Array.from({ length: count }, () => Array.from({ length: 5 }, draw).join(' '))
}
