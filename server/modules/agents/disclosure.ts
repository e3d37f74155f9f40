import type { TurnContext } from '../conversations/index.ts'
import type { Sentences } from './language/sentences.ts'
import type { RespondingAgent } from './responding-agent.ts'

/** After so long a silence the customer may have forgotten whom they talk to (trust.md 3.3: "a significant lapse"). */
const lapseMs = 6 * 60 * 60_000

/** At the start, after a lapse, and when a person has handed back (then `disclosedAt` is null). A draft is sent by a person. */
export function mustDisclose(context: TurnContext, agent: RespondingAgent): boolean {
  if (!agent.settings.disclosure.enabled || agent.mode === 'draft') return false
  const { disclosedAt, previousActivityAt } = context.conversation
  return disclosedAt === null || previousActivityAt === null || context.now.getTime() - previousActivityAt.getTime() > lapseMs
}

export function disclosureText(agent: RespondingAgent, say: Sentences): string {
  return agent.settings.disclosure.text?.trim() || say.disclosure
}

/** "I am an AI assistant." alone, where offering a person makes no sense because one is coming. */
export function shortDisclosure(agent: RespondingAgent, say: Sentences): string {
  const own = agent.settings.disclosure.text?.trim()
  if (own) return own
  return /^.*?[.。।۔]/u.exec(say.disclosure)?.[0] ?? say.disclosure
}
