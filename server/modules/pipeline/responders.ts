import type { Deps } from '../../platform/module.ts'
import type { RespondingAgent } from '../agents/index.ts'
import type { TurnContext, TurnOutcome } from '../conversations/index.ts'

/** How the pipeline asks an agent; wired in `modules.ts`, because agents and knowledge do not know each other. */
export type Respond = (deps: Deps, context: TurnContext, agent: RespondingAgent) => Promise<TurnOutcome>
