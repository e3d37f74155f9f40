import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import type { EventType } from '../../contract/events.ts'
import { idFloor, idTime, isId } from '../platform/ids.ts'
import type { Access, ApiServer, Deps } from '../platform/module.ts'

const pingMs = 20_000
// Transactions commit out of the order of their ids: a reader who comes back is told again of what is this much older than the last it saw.
const overlapMs = 10_000
const catchUpLimit = 1_000

/**
 * `GET /api/v1/live`: the workspace's events as server-sent events, `Last-Event-ID` catches up. Readers must not mind hearing something twice.
 * Ephemeral signals (somebody is typing) come without an id.
 */
export function liveRoute(server: ApiServer, deps: Deps, authenticate: (request: FastifyRequest) => Promise<Access>): void {
  const open = deps.metrics.gauge('parley_live_streams', 'Open live streams of dashboards')
  server.get(
    '/api/v1/live',
    {
      config: { permission: 'viewer', rateLimit: false },
      schema: {
        tags: ['live'],
        produces: ['text/event-stream'],
        response: { 200: z.string() },
        description: 'Server-sent events: what happens in the workspace, as it happens.',
      },
    },
    async (request, reply) => {
      const { workspaceId } = request.access
      const since = request.headers['last-event-id']
      startStream(reply)
      open.inc()
      const write = (id: string | null, data: unknown): void =>
        void reply.raw.write(`${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`)
      // Whoever loses their role, session or key hears nothing more: asked again whenever that may have happened, and with each sign of life.
      const stillAllowed = async (): Promise<void> => {
        const access = await authenticate(request).catch(() => null)
        if (access?.workspaceId !== workspaceId) reply.raw.end()
      }
      const endEvents = deps.live.subscribe(workspaceId, ({ id, type, payload }) => {
        write(id, { id, type, payload })
        if (type === 'member.updated') void stillAllowed()
      })
      const endSignals = deps.live.onSignal(workspaceId, (signal) => write(null, { type: `signal.${signal.type}`, payload: signal }))
      const ping = setInterval(() => {
        reply.raw.write(': still here\n\n')
        void stillAllowed()
      }, pingMs)
      reply.raw.once('close', () => {
        clearInterval(ping)
        endEvents()
        endSignals()
        open.dec()
      })
      if (typeof since === 'string' && isId(since)) for (const event of await missed(deps, workspaceId, since)) write(event.id, event)
    },
  )
}

function startStream(reply: FastifyReply): void {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  reply.raw.write('retry: 2000\n\n')
}

async function missed(deps: Deps, workspaceId: string, since: string): Promise<{ id: string; type: EventType; payload: unknown }[]> {
  const from = idFloor(idTime(since) - overlapMs)
  const { rows } = await deps.db.withWorkspace(workspaceId, (tx) =>
    sql<{ id: string; type: EventType; payload: unknown }>`
      select id, type, payload from events where workspace_id = ${workspaceId} and id >= ${from} and id <> ${since} order by id limit ${catchUpLimit}`.execute(
      tx,
    ),
  )
  return rows
}
