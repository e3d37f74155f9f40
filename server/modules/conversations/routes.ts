import { z } from 'zod'
import { answerTraceSchema, conversationCountsSchema, conversationQuerySchema, conversationSchema, messageQuerySchema } from '../../../contract/conversations.ts'
import { messageSchema } from '../../../contract/messages.ts'
import { idSchema, pageOf } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { replyWindowMs } from '../channels/index.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { countConversations, getConversation, listConversations } from './queries-conversations.ts'
import { getMessage, listMessages } from './queries-messages.ts'
import { getAnswerTrace } from './answer-trace.ts'

const tags = ['conversations']
const params = z.object({ id: idSchema })

/** Reading conversations. What changes them goes through the pipeline, which must stop what is under way. */
export function conversationRoutes(server: ApiServer, deps: Deps): void {
  const inWorkspace = deps.db.withWorkspace

  server.get(
    '/api/v1/conversations',
    { config: { permission: 'viewer' }, schema: { tags, querystring: conversationQuerySchema, response: { 200: pageOf(conversationSchema) } } },
    async ({ access, query: { limit, cursor, ...filter } }) => {
      const page = { from: decodeCursor(cursor), limit: limit + 1, meId: access.actor.id, replyWindow: replyWindowMs }
      const found = await inWorkspace(access.workspaceId, (tx) => listConversations(tx, access.workspaceId, filter, page))
      const data = found.slice(0, limit)
      const last = data.at(-1)
      return { data, nextCursor: found.length > limit && last ? encodeCursor({ at: new Date(last.lastActivityAt), id: last.id }) : null }
    },
  )

  server.get(
    '/api/v1/conversations/counts',
    { config: { permission: 'viewer' }, schema: { tags, response: { 200: conversationCountsSchema } } },
    async ({ access }) => inWorkspace(access.workspaceId, (tx) => countConversations(tx, access.workspaceId, access.actor.id)),
  )

  server.get(
    '/api/v1/conversations/:id',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: conversationSchema } } },
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getConversation(tx, access.workspaceId, id, replyWindowMs)),
  )

  server.get(
    '/api/v1/conversations/:id/messages',
    { config: { permission: 'viewer' }, schema: { tags, params, querystring: messageQuerySchema, response: { 200: pageOf(messageSchema) } } },
    async ({ access, params: { id }, query: { limit, cursor, order } }) => {
      const found = await inWorkspace(access.workspaceId, async (tx) => {
        await getConversation(tx, access.workspaceId, id, replyWindowMs)
        return listMessages(tx, access.workspaceId, id, { order, from: decodeCursor(cursor), limit: limit + 1 })
      })
      const data = found.slice(0, limit)
      const last = data.at(-1)
      return { data, nextCursor: found.length > limit && last ? encodeCursor({ at: new Date(last.createdAt), id: last.id }) : null }
    },
  )

  server.get(
    '/api/v1/messages/:id',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: messageSchema } } },
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getMessage(tx, access.workspaceId, id)),
  )

  server.get(
    '/api/v1/messages/:id/why',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: answerTraceSchema }, description: 'What the AI read, asked and cost for this answer.' } },
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getAnswerTrace(tx, access.workspaceId, id)),
  )
}
