import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { channelEventSchema } from '../../../contract/channels.ts'
import { idSchema } from '../../../contract/paging.ts'
import { isId } from '../../platform/ids.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import {
  type ChannelConnections,
  noteRefusal,
  type OpenConnection,
  type RawRequest,
  type SharedWebhook,
  sharedWebhooks,
} from '../channels/index.ts'
import { fail } from './errors.ts'
import { handOn } from './hand-on.ts'
import { type Acknowledged, measureAcknowledgements } from './measure-acknowledgements.ts'
import type { Receiver } from './receive.ts'
import { replayEvent } from './replay-event.ts'

// Providers send up to 3 MB; nothing larger is read.
const bodyLimit = 4 * 1024 * 1024
const comeAgain = JSON.stringify({
  type: 'urn:parley:problem:overloaded',
  title: 'Too much at once: please send this again shortly.',
  status: 503,
})
const params = z.object({ type: z.string().max(40), channelId: z.string().max(64) })

/** Where providers deliver: one address for each channel, one for each provider's shared app. The body stays raw bytes for the signature. */
export function webhookRoutes(server: ApiServer, deps: Deps, connections: ChannelConnections, receiver: Receiver): void {
  const acknowledged = measureAcknowledgements(deps)
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    // Thousands a second on some days: a logger of its own for each request, and the headers by which browsers protect people, are of no use here.
    scope.setChildLoggerFactory((logger) => logger)
    const provider = { helmet: false as const, config: { permission: 'provider' as const, rateLimit: false as const }, bodyLimit }

    for (const [name, shared] of sharedWebhooks) {
      scope.route({
        method: ['GET', 'POST'],
        url: `/webhooks/${name}`,
        ...provider,
        handler: (request, reply) => answerShared(deps, connections, receiver, shared, rawRequest(request), reply, acknowledged),
      })
    }

    scope.route({
      method: ['GET', 'POST'],
      url: '/webhooks/:type/:channelId',
      ...provider,
      schema: { params },
      onRequest: async (request, reply) => {
        const { channelId } = request.params as z.output<typeof params>
        const open = request.method === 'POST' && isId(channelId) ? await connections.byId(channelId) : null
        if (open && !receiver.admits([open.workspaceId])) return tellToComeAgain(reply)
      },
      handler: async (request, reply) => {
        const { type, channelId } = request.params as z.output<typeof params>
        const open = isId(channelId) ? await connections.byId(channelId) : null
        if (!open || open.channel.type !== type || open.channel.status === 'disconnected') throw fail('channel-not-found')
        return answerProvider(deps, connections, reply, receiver, rawRequest(request), open, acknowledged)
      },
    })
  })

  server.post(
    '/api/v1/channels/:channelId/events/:eventId/replay',
    {
      config: { permission: 'admin' },
      schema: {
        tags: ['channels'],
        params: z.object({ channelId: idSchema, eventId: idSchema }),
        response: { 200: channelEventSchema },
        description: 'Reads an event from the journal once more, for example after its cause was mended.',
      },
    },
    async ({ access, params: { channelId, eventId } }) => replayEvent(deps, connections, receiver, access, channelId, eventId),
  )
}

/** Bodies of apps that workspaces brought are about the accounts of one business. */
const mostUnsigned = 100

/**
 * A body for a whole app: each channel that it concerns is given all of it and takes what is its own. The signature is that of the
 * installation's app, or else of the channel's own.
 */
async function answerShared(
  deps: Deps,
  connections: ChannelConnections,
  receiver: Receiver,
  shared: SharedWebhook,
  request: RawRequest,
  reply: FastifyReply,
  acknowledged: Acknowledged,
): Promise<FastifyReply> {
  if (request.method === 'GET') {
    const verdict = shared.challenge(request, deps.config)
    if (verdict.kind !== 'answer')
      throw fail('handshake-refused', { message: verdict.kind === 'refused' ? verdict.reason : 'no challenge' })
    return reply
      .status(verdict.status)
      .type(verdict.contentType ?? 'text/plain; charset=utf-8')
      .send(verdict.body)
  }
  const isSigned = shared.isSigned(request, deps.config)
  const named = shared.route(request.body)
  // Each account that is named costs a look at the database: whoever has shown no signature of ours may not name thousands.
  if (!isSigned && named.length > mostUnsigned)
    throw fail('webhook-refused', { message: `it names ${named.length} accounts and is not signed` })
  const targets = await Promise.all(named.map((target) => connections.byTarget(target)))
  const opened = [...new Map(targets.flat().map((open) => [open.channel.id, open])).values()]
  // Held back only if that wrongs nobody: the provider sends the whole body again.
  if (!receiver.admits([...new Set(opened.map((open) => open.workspaceId))])) return tellToComeAgain(reply)
  if (isSigned) {
    // An account that nobody has connected is no fault of the sender: refused for an hour, the provider would switch off the whole app.
    const bytes = request.body.length / opened.length
    await Promise.all(opened.map((open) => receiver.record(open.adapter.parse(request, open.connection), open, { bytes })))
  } else {
    const outcomes = await Promise.all(opened.map((open) => receiver.receive(request, open, opened.length)))
    // Nobody here knows the account, or nobody's secret fits: the sender is told, and nothing was stored.
    if (outcomes.every((outcome) => outcome.kind === 'refused')) {
      await Promise.all(opened.map((open) => noteRefusal(deps, open)))
      throw fail('webhook-refused', { message: 'no channel of this installation accepts the signature' })
    }
  }
  for (const open of opened) acknowledged(open, reply.elapsedTime)
  return reply.status(200).type('text/plain; charset=utf-8').send('ok')
}

/** As cheap as can be, and nothing in the log: what is told to come again must cost nearly nothing. */
function tellToComeAgain(reply: FastifyReply): FastifyReply {
  return reply.status(503).header('retry-after', '2').type('application/problem+json; charset=utf-8').send(comeAgain)
}

async function answerProvider(
  deps: Deps,
  connections: ChannelConnections,
  reply: FastifyReply,
  receiver: Receiver,
  request: RawRequest,
  open: OpenConnection,
  acknowledged: Acknowledged,
): Promise<FastifyReply> {
  const outcome = await receiver.receive(request, open)
  if (outcome.kind === 'refused' && request.method === 'POST') await noteRefusal(deps, open)
  if (outcome.kind === 'refused') throw fail(outcome.status === 403 ? 'handshake-refused' : 'webhook-refused', { message: outcome.reason })
  if (outcome.kind === 'answer') return reply.status(outcome.status).type(outcome.contentType).send(outcome.body)
  if (outcome.concernsOthers) await handOn(connections, receiver, request, open)
  acknowledged(open, reply.elapsedTime)
  return reply.status(200).type('text/plain; charset=utf-8').send('ok')
}

export function rawRequest(request: FastifyRequest): RawRequest {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const query: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(request.url.split('?')[1] ?? '')) query[name] ??= value
  const headers: RawRequest['headers'] = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value[0] : value
  return { method: request.method, url: request.url, query, headers, body }
}
