import { z } from 'zod'
import { answerTraceSchema, conversationSchema } from '../../../contract/conversations.ts'
import { messagePreviewSchema } from '../../../contract/message-preview.ts'
import { messageSchema } from '../../../contract/messages.ts'
import { newMessageSchema } from '../../../contract/new-message.ts'
import { idSchema } from '../../../contract/paging.ts'
import type { ApiServer, Deps, Tx } from '../../platform/module.ts'
import {
  assignConversation,
  getConversation,
  getMessage,
  markConversationRead,
  releaseConversation,
  reopenConversation,
  replyWindows,
  resolveConversation,
  snoozeConversation,
  takeConversation,
} from '../conversations/index.ts'
import { findMember } from '../workspaces/index.ts'
import { getAnswerTrace } from './answer-trace.ts'
import { approveDraft, discardDraft } from './drafts.ts'
import { fail } from './errors.ts'
import { previewSending } from './preview-sending.ts'
import { resumeAgent } from './resume-agent.ts'
import { queueMessage, retryMessage, untilCalm } from './send-message.ts'
import { wakeDelivery, wakeTurns } from './wake.ts'

const tags = ['conversations']
const params = z.object({ id: idSchema })
const answersConversation = { tags, params, response: { 200: conversationSchema } }

/** Everything by which a person moves a conversation or speaks in it. */
export function handlingRoutes(server: ApiServer, deps: Deps): void {
  const inWorkspace = deps.db.withWorkspace
  const replyWindow = replyWindows(deps)
  const present = (workspaceId: string, id: string) =>
    inWorkspace(workspaceId, (tx: Tx) => getConversation(tx, workspaceId, id, replyWindow))

  server.post(
    '/api/v1/conversations/:id/messages',
    { config: { permission: 'agent' }, schema: { tags, params, body: newMessageSchema, response: { 201: messageSchema } } },
    async ({ access, params: { id }, body }, reply) => {
      const messageId = await inWorkspace(access.workspaceId, (tx) => queueMessage(tx, access, id, body))
      wakeDelivery(deps)
      return reply.status(201).send(await inWorkspace(access.workspaceId, (tx) => getMessage(tx, access.workspaceId, messageId)))
    },
  )

  server.post(
    '/api/v1/conversations/:id/messages/preview',
    {
      config: { permission: 'agent' },
      schema: {
        tags,
        params,
        body: newMessageSchema,
        response: { 200: messagePreviewSchema },
        description: 'What the customer would see of a message on this channel, and how it would be degraded. Nothing is sent or stored.',
      },
    },
    async ({ access, params: { id }, body }) => previewSending(deps, access, id, body),
  )

  server.post(
    '/api/v1/messages/:id/retry',
    { config: { permission: 'agent' }, schema: { tags, params, response: { 200: messageSchema } } },
    async ({ access, params: { id } }) => {
      await inWorkspace(access.workspaceId, (tx) => retryMessage(tx, access, id))
      wakeDelivery(deps)
      return inWorkspace(access.workspaceId, (tx) => getMessage(tx, access.workspaceId, id))
    },
  )

  server.get(
    '/api/v1/messages/:id/why',
    {
      config: { permission: 'viewer' },
      schema: { tags, params, response: { 200: answerTraceSchema }, description: 'What the AI read, asked and cost for this answer.' },
    },
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getAnswerTrace(tx, access.workspaceId, id)),
  )

  server.post(
    '/api/v1/conversations/:id/take',
    { config: { permission: 'agent' }, schema: answersConversation },
    async ({ access, params: { id } }) => {
      await inWorkspace(access.workspaceId, (tx) => takeConversation(tx, access, id))
      await untilCalm(deps, access.workspaceId, id)
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/release',
    { config: { permission: 'agent' }, schema: answersConversation },
    async ({ access, params: { id } }) => {
      const due = await inWorkspace(access.workspaceId, async (tx) => {
        await releaseConversation(tx, access, id)
        return resumeAgent(tx, access.workspaceId, id)
      })
      if (due) wakeTurns(deps)
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/assign',
    { config: { permission: 'agent' }, schema: { ...answersConversation, body: z.object({ assigneeId: z.string().max(100).nullable() }) } },
    async ({ access, params: { id }, body }) => {
      await inWorkspace(access.workspaceId, async (tx) => {
        const member = body.assigneeId === null ? null : await findMember(tx, access.workspaceId, body.assigneeId)
        if (member === undefined) throw fail('member-not-found')
        await assignConversation(tx, access, id, member && { id: member.userId, name: member.name })
      })
      await untilCalm(deps, access.workspaceId, id)
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/resolve',
    { config: { permission: 'agent' }, schema: answersConversation },
    async ({ access, params: { id } }) => {
      await inWorkspace(access.workspaceId, (tx) => resolveConversation(tx, access, id))
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/reopen',
    { config: { permission: 'agent' }, schema: answersConversation },
    async ({ access, params: { id } }) => {
      await inWorkspace(access.workspaceId, (tx) => reopenConversation(tx, access, id))
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/snooze',
    {
      config: { permission: 'agent' },
      schema: { ...answersConversation, body: z.object({ until: z.iso.datetime({ offset: true }).nullable().optional() }).nullish() },
    },
    async ({ access, params: { id }, body }) => {
      await inWorkspace(access.workspaceId, (tx) => snoozeConversation(tx, access, id, body?.until ? new Date(body.until) : null))
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/read',
    { config: { permission: 'agent' }, schema: answersConversation },
    async ({ access, params: { id } }) => {
      await inWorkspace(access.workspaceId, async (tx) => {
        await markConversationRead(tx, access, id)
        await deps.jobs.enqueue(
          tx,
          'pipeline.mark-read',
          { workspaceId: access.workspaceId, conversationId: id },
          { key: `mark-read:${id}`, maxAttempts: 3 },
        )
      })
      return present(access.workspaceId, id)
    },
  )

  server.post(
    '/api/v1/conversations/:id/typing',
    { config: { permission: 'agent' }, schema: { tags, params, response: { 204: z.null() } } },
    async ({ access, params: { id } }, reply) => {
      await present(access.workspaceId, id)
      deps.live.signal(access.workspaceId, { type: 'typing', conversationId: id, author: 'user', name: access.actor.name })
      return reply.status(204).send(null)
    },
  )

  server.post(
    '/api/v1/conversations/:id/draft/approve',
    {
      config: { permission: 'agent' },
      schema: {
        tags,
        params,
        body: z.object({ text: z.string().min(1).max(10_000).optional() }).nullish(),
        response: { 201: messageSchema },
      },
    },
    async ({ access, params: { id }, body }, reply) => {
      const messageId = await inWorkspace(access.workspaceId, (tx) => approveDraft(tx, access, id, body?.text))
      wakeDelivery(deps)
      return reply.status(201).send(await inWorkspace(access.workspaceId, (tx) => getMessage(tx, access.workspaceId, messageId)))
    },
  )

  server.delete(
    '/api/v1/conversations/:id/draft',
    { config: { permission: 'agent' }, schema: { tags, params, response: { 204: z.null() } } },
    async ({ access, params: { id } }, reply) => {
      await inWorkspace(access.workspaceId, (tx) => discardDraft(tx, access, id))
      return reply.status(204).send(null)
    },
  )
}
