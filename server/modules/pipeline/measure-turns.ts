import { idTime } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { TurnClaim } from './claim-turns.ts'
import type { FinishedTurn, FinishResult } from './finish-turns.ts'
import type { Respond } from './responders.ts'

type Take = (claim: TurnClaim, signal: AbortSignal) => Promise<boolean>

export interface TurnMeasures {
  /** How long a turn took from its claim to its end. */
  around(take: Take): Take
  /** What turns came to: told by the batch that commits them. */
  finished(turns: readonly FinishedTurn[], results: readonly FinishResult[]): void
  /** Notes when an answer was wanted and how long its model thought, for the overhead of the reply. */
  thinking(respond: Respond): Respond
  /** The provider's call of a message begins. */
  callBegins(one: { workspaceId: string; conversationId: string; message: { byHuman: boolean } }): void
}

interface Thought {
  /** Unix milliseconds: the newest message's arrival, and the pause that the agent is told to make. */
  wantedAt: number
  thoughtAt: number
  /** The model's calls since then: when each ended, and how long it took. A turn that is thought over has several. */
  calls: readonly ModelCall[]
}

interface ModelCall {
  endedAt: number
  ms: number
}

/** An answer that was not sent by then was not sent at all, or waits for the provider. */
const forgottenAfterMs = 30_000
const mostThoughts = 5_000
const measured = new WeakMap<Deps, TurnMeasures>()

/** The one of this process: turns and delivery share it. Only memory: nothing here is awaited or written. */
export function measureTurns(deps: Deps): TurnMeasures {
  const known = measured.get(deps)
  if (known) return known
  const made = createTurnMeasures(deps)
  measured.set(deps, made)
  return made
}

function createTurnMeasures({ metrics }: Deps): TurnMeasures {
  const { tallies } = metrics
  const seconds = metrics.histogram('parley_turn_seconds', 'Turns from claim to end')
  const results = metrics.counter('parley_turn_results_total', 'What turns came to', ['result'])
  const overhead = metrics.histogram(
    'parley_reply_overhead_seconds',
    'From the recording of the newest message to the call of the provider, without the model and the wanted delay',
  )
  const turnTime = tallies.timing('turn')
  const overheadTime = tallies.timing('overhead')
  const failed = tallies.counter('turns.failed')
  const counted = new Map(
    (['answered', 'proposed', 'handed-over', 'left', 'newer', 'disturbed', 'fenced'] as const).map((result) => [
      result as string,
      tallies.counter(`turns.${result}`),
    ]),
  )
  const thoughts = new Map<string, Thought>()

  return {
    around: (take) => async (claim, signal) => {
      const began = performance.now()
      try {
        return await take(claim, signal)
      } catch (error) {
        if (!signal.aborted) failed(claim.workspaceId)
        throw error
      } finally {
        const ms = performance.now() - began
        seconds.observe(ms / 1000)
        turnTime(claim.workspaceId, ms)
      }
    },
    finished: (turns, outcomes) => {
      for (const [index, turn] of turns.entries()) {
        const outcome = outcomes[index]
        if (!outcome) continue
        const result = outcome.kind === 'done' ? turn.result : outcome.kind
        results.inc({ result })
        counted.get(result)?.(turn.workspaceId)
      }
    },
    thinking: (respond) => async (deps, context, agent) => {
      const outcome = await respond(deps, context, agent)
      const newest = context.unanswered.at(-1)
      const waitsForMedia = context.unanswered.some((message) => message.attachments.length > 0)
      if (outcome.kind !== 'nothing' && newest && agent.mode === 'auto' && !waitsForMedia) {
        const wantedAt = idTime(newest.id) + agent.replyDelayMs
        const thoughtAt = Date.now()
        const call = { endedAt: thoughtAt, ms: outcome.run?.modelMs ?? 0 }
        // A message that came while the model thought about the one before it waits for that thought too, and not for us.
        const before = thoughts.get(context.conversationId)?.calls ?? []
        if (thoughts.size >= mostThoughts) thoughts.clear()
        thoughts.set(context.conversationId, { wantedAt, thoughtAt, calls: [...before, call].filter(({ endedAt }) => endedAt > wantedAt) })
      }
      return outcome
    },
    callBegins: ({ workspaceId, conversationId, message }) => {
      const thought = thoughts.get(conversationId)
      if (!thought) return
      thoughts.delete(conversationId)
      const now = Date.now()
      if (message.byHuman || now - thought.thoughtAt > forgottenAfterMs) return
      const modelMs = thought.calls.reduce((sum, call) => sum + Math.min(call.ms, call.endedAt - thought.wantedAt), 0)
      const ms = Math.max(0, now - thought.wantedAt - modelMs)
      overhead.observe(ms / 1000)
      overheadTime(workspaceId, ms)
    },
  }
}
