import { type AnswerKind, now, type ProviderSend } from '../history.ts'
import type { Random } from '../random.ts'
import type { Exchange } from './http-door.ts'

interface Answers {
  accepted: object
  tooMany: object
  unavailable: object
}

/** Did the customer get the message, whatever the caller was told? */
export function hasEffect(kind: AnswerKind): boolean {
  return ['accepted', 'late', 'twice', 'silence-after-effect', 'half', 'reset-after'].includes(kind)
}

/** Was the caller told that the message was taken? */
export function wasTold(send: ProviderSend): boolean {
  return send.answeredAt !== null && ['accepted', 'late', 'twice'].includes(send.answer)
}

/** Beyond the wait for the provider's word (8 s) and a dead process's lease (5 s), within the patience of a call (25 s). */
const lateMs = [800, 14_000] as const

/** Answers a request to send a message as the plan wants it. What is silent stays so until the door drops it. */
export function answerSend(exchange: Exchange, record: ProviderSend, random: Random, answers: Answers) {
  exchange.onAnswered(() => {
    record.answeredAt = now()
  })
  switch (record.answer) {
    case 'accepted':
      return exchange.json(200, answers.accepted)
    case 'late':
      setTimeout(() => exchange.json(200, answers.accepted), random.between(...lateMs))
      return
    case 'twice':
      return exchange.twice(answers.accepted)
    case 'too-many':
      return exchange.json(429, answers.tooMany, { 'retry-after': '1' })
    case 'unavailable':
      return exchange.json(503, answers.unavailable)
    case 'half':
      return exchange.half(answers.accepted)
    case 'reset-before':
    case 'reset-after':
      return exchange.reset()
    case 'silence':
    case 'silence-after-effect':
  }
}
