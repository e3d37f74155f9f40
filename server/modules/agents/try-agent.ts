import type { z } from 'zod'
import type { TryResult, tryAgentSchema } from '../../../contract/agents.ts'
import type { Capabilities } from '../../../contract/channels.ts'
import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { TurnContext, TurnMessage } from '../conversations/index.ts'
import { fail } from './errors.ts'
import type { ResponderServices } from './knowledge-search.ts'
import { prepareAgent } from './load-agent.ts'
import { findAgent } from './queries.ts'
import { respond } from './respond.ts'
import type { RespondingAgent } from './responding-agent.ts'
import { changeSettings, settingsOf } from './settings.ts'

type Ask = { workspaceId: string; agentId: string; body: z.output<typeof tryAgentSchema>; signal: AbortSignal }

/** The playground: what the agent would answer, with the settings on the screen. Nothing is sent and nothing stored; the model's tokens count. */
export async function tryAgent(deps: Deps, services: ResponderServices, ask: Ask): Promise<TryResult> {
  const startedAt = performance.now()
  const agent = await deps.db.withWorkspace(ask.workspaceId, async (tx): Promise<RespondingAgent> => {
    const row = await findAgent(tx, ask.workspaceId, ask.agentId)
    if (!row) throw fail('agent-not-found')
    const settings = settingsOf(row)
    const tried = ask.body.settings ? changeSettings(settings, { ...ask.body.settings }) : settings
    return prepareAgent(deps, tx, row, { ...tried, mode: 'auto' })
  })
  const outcome = await respond(deps, services, contextOf(deps, ask), agent)
  const run = outcome.kind === 'nothing' ? null : outcome.run
  const replies = outcome.kind === 'nothing' ? [] : outcome.replies.flatMap((reply) => (reply.text ? [reply.text] : []))
  return {
    reply: replies.length > 0 ? replies.join('\n\n') : null,
    outcome: outcome.kind,
    reason: outcome.kind === 'reply' ? (run?.error ?? null) : outcome.reason,
    sources: [...(run?.sources ?? [])],
    toolCalls: [...(run?.toolCalls ?? [])],
    model: run?.model ?? null,
    usage: { inputTokens: run?.inputTokens ?? 0, outputTokens: run?.outputTokens ?? 0 },
    durationMs: Math.round(performance.now() - startedAt),
  }
}

/** The HTTP server gives up on a request after a minute. */
const longestTryMs = 50_000

function contextOf(deps: Deps, { workspaceId, body, signal }: Ask): TurnContext {
  const now = deps.clock.now()
  const history = body.messages.map((message, index): TurnMessage => {
    const byCustomer = message.role === 'user'
    return {
      id: newId(),
      direction: byCustomer ? 'inbound' : 'outbound',
      author: { type: byCustomer ? 'contact' : 'agent', name: null },
      type: 'text',
      text: message.text,
      attachments: [],
      summary: null,
      createdAt: new Date(now.getTime() - (body.messages.length - index) * 1000),
    }
  })
  const lastAnswer = history.findLastIndex((message) => message.direction === 'outbound')
  const unanswered = history.slice(lastAnswer + 1)
  if (unanswered.length === 0) throw fail('try-needs-question')
  const previous = history[lastAnswer]
  return {
    workspaceId,
    conversationId: newId(),
    channelId: newId(),
    capabilities: playground,
    contact: { id: newId(), name: null, language: null },
    conversation: {
      language: null,
      disclosedAt: previous ? previous.createdAt : null,
      failedTurns: 0,
      previousActivityAt: previous?.createdAt ?? null,
    },
    history,
    unanswered,
    now,
    signal: AbortSignal.any([signal, AbortSignal.timeout(longestTryMs)]),
  }
}

const playground: Capabilities = {
  media: { image: null, audio: null, video: null, document: null, sticker: null },
  maxTextLength: 10_000,
  textUnit: 'characters',
  maxCaptionLength: 1000,
  buttons: null,
  list: null,
  link: false,
  location: false,
  templates: false,
  replies: false,
  reactions: false,
  typing: false,
  readReceipts: false,
  edit: false,
  delete: false,
  replyWindowMs: null,
  deliveryStatus: false,
}
