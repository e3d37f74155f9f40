import { failpoint } from '../../platform/failpoints.ts'
import { idTime, newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { loadAgent, type RespondingAgent } from '../agents/index.ts'
import type { ChannelConnections } from '../channels/index.ts'
import type { TurnContext, TurnOutcome } from '../conversations/index.ts'
import type { Batcher } from './batch.ts'
import { parkTurn, releaseTurn, type TurnClaim } from './claim-turns.ts'
import { cleanDeep } from './clean-text.ts'
import { decide } from './decide.ts'
import type { Leased } from './deliver.ts'
import type { FinishedTurn, FinishResult } from './finish-turns.ts'
import type { LoadedTurn, TurnKey } from './load-context.ts'
import type { Respond } from './responders.ts'
import { leasedFrom } from './send-leases.ts'
import { showTyping } from './show-typing.ts'

export interface TurnServices {
  deps: Deps
  connections: ChannelConnections
  respond: Respond
  load: Batcher<TurnKey, LoadedTurn | undefined>
  finish: Batcher<FinishedTurn, FinishResult>
  /** Sends what was committed under this process's lease. */
  send(leased: readonly Leased[]): void
}

// A newer message makes the agent think again so often; then what is known is answered, and the rest gets its own turn.
const maxRethinks = 2
// Four failures of the turn's own making, or twenty interruptions (`failureWeight`): then a person has it.
const maxAttempts = 20

/**
 * One turn from its claim to its end: look, decide, let the responder draft, look again and commit, send.
 * @returns whether the conversation is due again at once
 */
export async function takeTurn(services: TurnServices, claim: TurnClaim, signal: AbortSignal): Promise<boolean> {
  failpoint('turn-after-claim')
  for (let thoughts = 0; ; thoughts++) {
    const turn = await services.load.add(claim)
    if (!turn) {
      await parkTurn(services.deps.db.answerPool, claim)
      return false
    }
    const finished = await think(services, claim, turn, signal, turn.isPart || thoughts >= maxRethinks)
    // Disturbed: a person took over or gave it back, an erasure, a pause: the answer is thrown away. Fenced: another process has the turn.
    if (signal.aborted) return giveBack(services, claim)
    const leasedUntil = leasedFrom()
    const result = await services.finish.add(finished)
    failpoint('turn-after-finish')
    if (result.kind === 'disturbed') return giveBack(services, claim)
    if (result.kind === 'fenced') return false
    if (result.kind === 'newer') continue
    services.send(toLeased(turn, finished, result.leased, leasedUntil))
    return result.hasMore
  }
}

async function giveBack({ deps }: TurnServices, claim: TurnClaim): Promise<true> {
  await releaseTurn(deps.db.answerPool, claim, 0)
  return true
}

async function think(
  services: TurnServices,
  claim: TurnClaim,
  turn: LoadedTurn,
  signal: AbortSignal,
  insist: boolean,
): Promise<FinishedTurn> {
  const agent = turn.facts.agentId ? await loadAgent(services.deps, claim.workspaceId, turn.facts.agentId) : null
  const decision = decide(turn.facts, agent)
  if (decision.kind !== 'agent' || turn.unanswered.length === 0) return leave(claim, turn)
  const outcome = await draft(services, claim, turn, decision.agent, signal)
  return outcome.kind === 'nothing' ? leave(claim, turn) : toFinished(claim, turn, decision.agent, outcome, insist)
}

async function draft(
  services: TurnServices,
  claim: TurnClaim,
  turn: LoadedTurn,
  agent: RespondingAgent,
  signal: AbortSignal,
): Promise<TurnOutcome> {
  const open = await services.connections.get(claim.workspaceId, turn.facts.channelId)
  if (!open) return { kind: 'nothing', reason: 'the channel is gone' }
  if (claim.attempt > maxAttempts) {
    return { kind: 'handover', reason: 'model-failed', replies: [], run: null, language: turn.facts.language, disclosed: false }
  }
  const stopTyping = showTyping(services.deps, open, turn)
  try {
    const outcome = await services.respond(services.deps, contextOf(services, claim, turn, open.adapter.capabilities, signal), agent)
    failpoint('turn-during-answer')
    return outcome
  } finally {
    stopTyping()
  }
}

function contextOf(
  services: TurnServices,
  claim: TurnClaim,
  turn: LoadedTurn,
  capabilities: TurnContext['capabilities'],
  signal: AbortSignal,
): TurnContext {
  const { facts } = turn
  const first = turn.unanswered[0]
  const previous = turn.history.findLast((message) => first && message.createdAt <= first.createdAt && !turn.unanswered.includes(message))
  return {
    workspaceId: claim.workspaceId,
    conversationId: claim.conversationId,
    channelId: facts.channelId,
    capabilities,
    contact: { id: facts.contactId, name: facts.contactName, language: facts.contactLanguage },
    conversation: {
      language: facts.language,
      disclosedAt: facts.disclosedAt,
      failedTurns: facts.failedTurns,
      previousActivityAt: previous?.createdAt ?? null,
    },
    history: turn.history,
    unanswered: turn.unanswered,
    now: services.deps.clock.now(),
    signal,
  }
}

/** Nothing to send: the mailbox's progress is all there is to write. */
function leave(claim: TurnClaim, turn: LoadedTurn): FinishedTurn {
  return {
    ...base(claim, turn),
    agent: null,
    run: null,
    replies: [],
    result: 'left',
    reason: null,
    language: null,
    disclosed: false,
    failed: false,
    insist: true,
  }
}

function toFinished(
  claim: TurnClaim,
  turn: LoadedTurn,
  agent: RespondingAgent,
  outcome: Exclude<TurnOutcome, { kind: 'nothing' }>,
  insist: boolean,
): FinishedTurn {
  const drafts = agent.mode === 'draft'
  // Behind what it answers, also where the process that recorded that has a clock that is ahead of ours.
  const at = Math.max(Date.now(), idTime(turn.lastIn) + 1)
  return {
    ...base(claim, turn),
    insist,
    agent: { id: agent.id, name: agent.name },
    // A model may write what the database refuses, and the turn would think in vain again and again.
    run: cleanDeep(outcome.run),
    replies: (drafts && outcome.kind === 'handover' ? [] : cleanDeep(outcome.replies)).map((reply) => ({
      id: newId(at),
      text: reply.text,
      interactive: reply.interactive ?? null,
    })),
    result: outcome.kind === 'handover' ? 'handed-over' : drafts ? 'proposed' : 'answered',
    reason: outcome.kind === 'handover' ? outcome.reason : null,
    language: outcome.language,
    disclosed: outcome.disclosed,
    failed: outcome.kind === 'reply' && outcome.failed,
  }
}

function base(claim: TurnClaim, { facts, lastIn, answersUpTo }: LoadedTurn) {
  return {
    workspaceId: claim.workspaceId,
    conversationId: claim.conversationId,
    channelId: facts.channelId,
    contactId: facts.contactId,
    claim: claim.claim,
    lastIn,
    answersUpTo,
    epoch: facts.epoch,
  }
}

function toLeased({ facts }: LoadedTurn, finished: FinishedTurn, leasedIds: readonly string[], leasedUntil: number): Leased[] {
  const leased = new Set(leasedIds)
  return finished.replies
    .filter((reply) => leased.has(reply.id))
    .map((reply) => ({
      workspaceId: finished.workspaceId,
      conversationId: finished.conversationId,
      channelId: finished.channelId,
      claim: 1,
      attempt: 1,
      ageMs: 0,
      callsDone: 0,
      lastInboundAt: facts.lastInboundAt,
      leasedUntil,
      bulk: false,
      hasToken: false,
      inDoubt: false,
      asksFirst: false,
      message: {
        id: reply.id,
        recipient: { externalId: facts.recipientId, phone: facts.contactPhone },
        text: reply.text,
        media: [],
        interactive: reply.interactive,
        location: null,
        template: null,
        replyToExternalId: null,
        byHuman: false,
      },
    }))
}
