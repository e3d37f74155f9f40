import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { idSchema } from '../../../contract/paging.ts'
import {
  widgetAttributesRequestSchema,
  widgetConversationSchema,
  widgetDetailsSchema,
  widgetFileSchema,
  widgetMessageSchema,
  widgetMessagesQuerySchema,
  widgetMessagesSchema,
  widgetNewMessageSchema,
  widgetPersonSchema,
  widgetRatingSchema,
  widgetReadSchema,
  widgetStateSchema,
} from '../../../contract/widget.ts'
import { publish } from '../../platform/events.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { webchat } from '../channels/index.ts'
import { withdrawConsent } from '../contacts/index.ts'
import { rateConversation, serveFile, storeFile } from '../conversations/index.ts'
import { askForPerson, loadState } from './ask-for-person.ts'
import { type AuthenticatedVisitor, authenticateVisitor } from './authenticate-visitor.ts'
import { findConversation, findShownFile } from './conversation-queries.ts'
import { eraseVisitor } from './erase-visitor.ts'
import { fail } from './errors.ts'
import type { LimitName, Limits } from './limits.ts'
import { listVisitorConversations } from './list-conversations.ts'
import { listVisitorMessages } from './list-messages.ts'
import type { RecordEvent } from './open-session.ts'
import { deleteVisitor, insertUpload, mergeVisitorAttributes, setContactAttributes } from './queries.ts'
import { sendMessage } from './send-message.ts'
import { takeDetails } from './take-details.ts'
import { visitorOf } from './visitor-of.ts'
import { streamToVisitor } from './visitor-stream.ts'

const base = '/widget/v1'
const config = { permission: 'visitor' } as const
const tags = ['Widget']
const nothing = z.null()

/** What a visitor may do, each with the token of their own conversation. */
export function visitorRoutes(server: ApiServer, deps: Deps, limits: Limits, record: RecordEvent): void {
  const streams = deps.metrics.gauge('parley_visitor_streams', 'Open live streams of website visitors')
  const authenticate = async (request: FastifyRequest, limit: LimitName): Promise<AuthenticatedVisitor> => {
    const who = await authenticateVisitor(deps, limits, request)
    await limits.take(limit, who.visitor.id)
    return who
  }

  server.get(
    `${base}/messages`,
    { config, schema: { tags, querystring: widgetMessagesQuerySchema, response: { 200: widgetMessagesSchema } } },
    async (request) => listVisitorMessages(deps, await authenticate(request, 'otherVisitor'), request.query),
  )

  server.get(
    `${base}/conversations`,
    { config, schema: { tags, response: { 200: z.object({ data: z.array(widgetConversationSchema) }) } } },
    async (request) => ({ data: await listVisitorConversations(deps, await authenticate(request, 'otherVisitor')) }),
  )

  server.post(
    `${base}/messages`,
    { config, bodyLimit: 64 * 1024, schema: { tags, body: widgetNewMessageSchema, response: { 201: widgetMessageSchema } } },
    async (request, reply) => {
      const who = await authenticate(request, 'messageVisitor')
      await limits.take('messageAddress', `${who.widget.channelId} ${request.ip}`)
      return reply.status(201).send(await sendMessage(deps, who, request.body, record))
    },
  )

  server.post(
    `${base}/person`,
    { config, bodyLimit: 16 * 1024, schema: { tags, body: widgetPersonSchema, response: { 200: widgetStateSchema } } },
    async (request) => askForPerson(deps, await authenticate(request, 'messageVisitor'), request.body, record),
  )

  server.post(
    `${base}/read`,
    { config, bodyLimit: 1024, schema: { tags, body: widgetReadSchema, response: { 200: widgetStateSchema } } },
    async (request) => {
      const who = await authenticate(request, 'otherVisitor')
      await record(who.widget, {
        kind: 'seen',
        visitor: visitorOf(who.visitor),
        at: deps.clock.now().getTime(),
        status: request.body.status,
      })
      return loadState(deps, who)
    },
  )

  server.post(`${base}/typing`, { config, bodyLimit: 1024, schema: { tags, response: { 204: nothing } } }, async (request, reply) => {
    const { visitor, widget } = await authenticate(request, 'otherVisitor')
    const conversation = await deps.db.withWorkspace(widget.workspaceId, (tx) => findConversation(tx, visitor))
    if (conversation)
      deps.live.signal(widget.workspaceId, { type: 'typing', conversationId: conversation.id, author: 'contact', name: visitor.name })
    return reply.status(204).send(null)
  })

  server.post(
    `${base}/attributes`,
    { config, bodyLimit: 32 * 1024, schema: { tags, body: widgetAttributesRequestSchema, response: { 204: nothing } } },
    async (request, reply) => {
      const { visitor, widget } = await authenticate(request, 'otherVisitor')
      await deps.db.withWorkspace(widget.workspaceId, async (tx) => {
        const attributes = await mergeVisitorAttributes(tx, widget.workspaceId, visitor.id, request.body.attributes)
        const contactId = await setContactAttributes(tx, widget.workspaceId, visitor, { ...request.body.attributes, ...attributes })
        if (contactId) await publish(tx, widget.workspaceId, 'contact.updated', { contactId })
      })
      return reply.status(204).send(null)
    },
  )

  server.delete(
    `${base}/session`,
    {
      config,
      schema: { tags, description: 'Forgets the browser and withdraws what the visitor agreed to.', response: { 204: nothing } },
    },
    async (request, reply) => {
      const { visitor, widget } = await authenticate(request, 'otherVisitor')
      const { workspaceId } = widget
      await deps.db.withWorkspace(workspaceId, async (tx) => {
        if (visitor.consent) await withdrawConsent(tx, workspaceId, visitor.consent.id, deps.clock.now())
        await deleteVisitor(tx, workspaceId, visitor.id)
      })
      return reply.status(204).send(null)
    },
  )

  server.delete(
    `${base}/data`,
    {
      config,
      schema: {
        tags,
        description: 'Forgets the browser, and has everything erased that the visitor said and that is known of them.',
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      await eraseVisitor(deps, await authenticate(request, 'otherVisitor'))
      return reply.status(204).send(null)
    },
  )

  server.post(
    `${base}/details`,
    { config, bodyLimit: 32 * 1024, schema: { tags, body: widgetDetailsSchema, response: { 204: nothing } } },
    async (request, reply) => {
      await takeDetails(deps, await authenticate(request, 'otherVisitor'), request.body)
      return reply.status(204).send(null)
    },
  )

  server.post(
    `${base}/rating`,
    { config, bodyLimit: 16 * 1024, schema: { tags, body: widgetRatingSchema, response: { 200: widgetStateSchema } } },
    async (request) => {
      const who = await authenticate(request, 'otherVisitor')
      const { workspaceId, settings } = who.widget
      const { rating, comment } = request.body
      const rated = await deps.db.withWorkspace(workspaceId, async (tx) => {
        const conversation = settings.rating.asks ? await findConversation(tx, who.visitor) : undefined
        return conversation && rateConversation(tx, workspaceId, { conversationId: conversation.id, rating, comment: comment || null })
      })
      if (!rated) throw fail('rating-not-due')
      return loadState(deps, who)
    },
  )

  server.post(
    `${base}/files`,
    { config, schema: { tags, consumes: ['multipart/form-data'], response: { 201: widgetFileSchema } } },
    async (request, reply) => {
      const { visitor, widget } = await authenticate(request, 'uploadVisitor')
      const part = request.isMultipart()
        ? await request.file({ limits: { fileSize: webchat.maxFileBytes + 1, files: 1, fields: 5 } })
        : undefined
      if (!part) throw fail('upload-missing')
      const source = { stream: part.file, name: part.filename, claimedType: part.mimetype, maxBytes: webchat.maxFileBytes }
      const file = await storeFile(deps, widget.workspaceId, source)
      await deps.db.withWorkspace(widget.workspaceId, (tx) => insertUpload(tx, widget.workspaceId, file.id, visitor.id))
      return reply.status(201).send(file)
    },
  )

  server.get(`${base}/files/:id`, { config, schema: { tags, params: z.object({ id: idSchema }) } }, async (request, reply) => {
    const { visitor, widget } = await authenticate(request, 'otherVisitor')
    const { workspaceId } = widget
    const file = await deps.db.withWorkspace(workspaceId, async (tx) => {
      const conversation = await findConversation(tx, visitor)
      return findShownFile(tx, workspaceId, visitor.id, conversation?.id ?? null, request.params.id)
    })
    if (!file) throw fail('file-unknown')
    return serveFile(deps, request, reply, workspaceId, file.id)
  })

  server.get(`${base}/stream`, { config, schema: { tags, hide: true } }, async (request, reply) => {
    const who = await authenticate(request, 'streamVisitor')
    const lastEventId = z.uuid().safeParse(request.headers['last-event-id'])
    reply.hijack()
    streams.inc()
    reply.raw.once('close', () => streams.dec())
    streamToVisitor(deps, who, reply.raw, lastEventId.data ?? null)
  })
}
