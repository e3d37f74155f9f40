import type { Database } from '../../platform/db.ts'
import { findKnownTokens, type VisitorRow } from './queries.ts'

type Visitor = Pick<VisitorRow, 'token_hash' | 'external_id'>
interface Question {
  visitor: Visitor
  answer: PromiseWithResolvers<boolean>
}

const waiting = new WeakMap<Database, Question[]>()

/**
 * Whether a visitor's token is still good, and for the same person. Streams ask this again and again: those who ask at the same moment are
 * answered by one query.
 */
export function stillKnown({ db }: { db: Database }, visitor: Visitor): Promise<boolean> {
  const question = { visitor, answer: Promise.withResolvers<boolean>() }
  const asked = waiting.get(db)
  if (asked) asked.push(question)
  else {
    const questions = [question]
    waiting.set(db, questions)
    setImmediate(() => {
      waiting.delete(db)
      void answerAll(db, questions)
    })
  }
  return question.answer.promise
}

async function answerAll(db: Database, questions: readonly Question[]): Promise<void> {
  try {
    const known = await findKnownTokens(
      db,
      questions.map(({ visitor }) => visitor.token_hash),
    )
    for (const { visitor, answer } of questions) answer.resolve(known.get(visitor.token_hash.toString('hex')) === visitor.external_id)
  } catch (error) {
    for (const { answer } of questions) answer.reject(error)
  }
}
