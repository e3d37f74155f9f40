import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { widgetFactsSchema, widgetPageSchema, widgetStateSchema, widgetTranscriptSchema } from '../../../contract/widget.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { endConversation } from '../conversations/index.ts'
import { loadState } from './ask-for-person.ts'
import { type AuthenticatedVisitor, authenticateVisitor } from './authenticate-visitor.ts'
import { findConversation } from './conversation-queries.ts'
import { fail } from './errors.ts'
import type { LimitName, Limits } from './limits.ts'
import { notePageFacts } from './note-facts.ts'
import { withoutQuery } from './open-session.ts'
import { updateVisitor } from './queries.ts'
import { sendTranscript } from './send-transcript.ts'

const base = '/widget/v1'
const config = { permission: 'visitor' } as const
const tags = ['Widget']
const nothing = z.null()

/** What the page around the chat says of the visit, and what becomes of the conversation: each with the visitor's own token. */
export function noteRoutes(server: ApiServer, deps: Deps, limits: Limits): void {
  const authenticate = async (request: FastifyRequest, limit: LimitName): Promise<AuthenticatedVisitor> => {
    const who = await authenticateVisitor(deps, limits, request)
    await limits.take(limit, who.visitor.id)
    return who
  }

  server.post(
    `${base}/transcript`,
    {
      config,
      bodyLimit: 4 * 1024,
      schema: {
        tags,
        body: widgetTranscriptSchema,
        response: { 202: nothing },
        description: 'Sends the conversation by mail, to the address that the website vouches for or to the one given.',
      },
    },
    async (request, reply) => {
      const who = await authenticate(request, 'mailVisitor')
      await limits.take('mailAddress', `${who.widget.channelId} ${request.ip}`)
      await sendTranscript(deps, who, request.body)
      return reply.status(202).send(null)
    },
  )

  server.post(
    `${base}/end`,
    {
      config,
      bodyLimit: 1024,
      schema: {
        tags,
        response: { 200: widgetStateSchema },
        description: 'The visitor has done with the conversation: the next words begin anew.',
      },
    },
    async (request) => {
      const who = await authenticate(request, 'messageVisitor')
      const { workspaceId } = who.widget
      await deps.db.withWorkspace(workspaceId, async (tx) => {
        const conversation = await findConversation(tx, who.visitor)
        if (!conversation) throw fail('nothing-said')
        await endConversation(tx, workspaceId, who.visitor.name, conversation.id)
      })
      return loadState(deps, who)
    },
  )

  server.post(
    `${base}/facts`,
    {
      config,
      bodyLimit: 32 * 1024,
      schema: { tags, body: widgetFactsSchema, response: { 204: nothing }, description: 'What the page says of the conversation.' },
    },
    async (request, reply) => {
      await notePageFacts(deps, await authenticate(request, 'factsVisitor'), request.body)
      return reply.status(204).send(null)
    },
  )

  server.post(
    `${base}/page`,
    { config, bodyLimit: 8 * 1024, schema: { tags, body: widgetPageSchema, response: { 204: nothing } } },
    async (request, reply) => {
      const { visitor, widget } = await authenticate(request, 'otherVisitor')
      const page_url = withoutQuery(request.body.url)
      await deps.db.withWorkspace(widget.workspaceId, (tx) => updateVisitor(tx, widget.workspaceId, visitor.id, { page_url }))
      return reply.status(204).send(null)
    },
  )
}
