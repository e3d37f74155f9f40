import type { RespondingAgent } from '../agents/index.ts'
import type { ConversationFacts } from './load-context.ts'

/** Who answers the customer. */
export type Decision =
  | { kind: 'agent'; agent: RespondingAgent }
  /** Kept, nothing more: the contact is restricted, opted out or blocked. */
  | { kind: 'store'; reason: 'restricted' | 'opted-out' | 'blocked' }
  /** A person handles it and has been told by the event of the message itself. */
  | { kind: 'person' }
  /** Nobody automatic is responsible: the team's queue. */
  | { kind: 'queue' }

/** The one place that decides who answers, in the order of the design: restrictions, person, agent, queue. */
export function decide(facts: ConversationFacts, agent: RespondingAgent | null): Decision {
  if (facts.blocked) return { kind: 'store', reason: 'blocked' }
  if (facts.restricted) return { kind: 'store', reason: 'restricted' }
  if (facts.optedOut) return { kind: 'store', reason: 'opted-out' }
  if (facts.handler === 'user') return { kind: 'person' }
  if (facts.awaitingPerson || !agent || agent.mode === 'off') return { kind: 'queue' }
  return { kind: 'agent', agent }
}
