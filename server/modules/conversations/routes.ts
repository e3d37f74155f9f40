import { z } from 'zod'
import {
  conversationCountsSchema,
  conversationQuerySchema,
  conversationSchema,
  messageQuerySchema,
} from '../../../contract/conversations.ts'
import { messageSchema } from '../../../contract/messages.ts'
import { idSchema, pageOf } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { nextCursor, readPlace } from '../../platform/time-cursor.ts'
import { countConversations, getConversation, listConversations, requireConversation } from './queries-conversations.ts'
import { getMessage, listMessages } from './queries-messages.ts'
import { replyWindows } from './reply-window.ts'

const tags = ['conversations']
const params = z.object({ id: idSchema })

/** Reading conversations. What changes them goes through the pipeline, which must stop what is under way. */
export function conversationRoutes(server: ApiServer, deps: Deps): void {
  const inWorkspace = deps.db.withWorkspace
  const replyWindow = replyWindows(deps)

  server.get(
    '/api/v1/conversations',
    {
      config: { permission: 'viewer' },
      schema: { tags, querystring: conversationQuerySchema, response: { 200: pageOf(conversationSchema) } },
    },
    async ({ access, query: { limit, cursor, ...filter } }) => {
      const page = { from: readPlace(cursor), limit: limit + 1, meId: access.actor.id, replyWindow }
      const found = await inWorkspace(access.workspaceId, (tx) => listConversations(tx, access.workspaceId, filter, page))
      return { data: found.slice(0, limit), nextCursor: nextCursor(found, limit, ({ lastActivityAt, id }) => ({ at: lastActivityAt, id })) }
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
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getConversation(tx, access.workspaceId, id, replyWindow)),
  )

  server.get(
    '/api/v1/conversations/:id/messages',
    {
      config: { permission: 'viewer' },
      schema: { tags, params, querystring: messageQuerySchema, response: { 200: pageOf(messageSchema) } },
    },
    async ({ access, params: { id }, query: { limit, cursor, order } }) => {
      return inWorkspace(access.workspaceId, async (tx) => {
        const page = { order, from: readPlace(cursor), limit }
        const [messages] = await Promise.all([
          listMessages(tx, access.workspaceId, id, page),
          requireConversation(tx, access.workspaceId, id),
        ])
        return messages
      })
    },
  )

  server.get(
    '/api/v1/messages/:id',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: messageSchema } } },
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getMessage(tx, access.workspaceId, id)),
  )
}
