import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import type { EventType } from '../../contract/events.ts'
import { type EventStream, eventText, maxBufferedBytes, openEventStream } from '../platform/event-stream.ts'
import { idFloor, idTime, isId } from '../platform/ids.ts'
import type { Access, ApiServer, Deps } from '../platform/module.ts'
import { createLiveRooms } from './live-rooms.ts'

// Transactions commit out of the order of their ids: a reader who comes back is told again of what is this much older than the last it saw.
const overlapMs = 10_000
const catchUpPage = 500

/**
 * `GET /api/v1/live`: the workspace's events as server-sent events, `Last-Event-ID` catches up. Readers must not mind hearing something twice.
 * Ephemeral signals (somebody is typing) come without an id.
 */
export function liveRoute(server: ApiServer, deps: Deps, authenticate: (request: FastifyRequest) => Promise<Access>): void {
  const open = deps.metrics.gauge('parley_live_streams', 'Open live streams of dashboards')
  const rooms = createLiveRooms(deps.live)
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
      // Whoever loses their role, session or key hears nothing more: asked again whenever that may have happened, and with each sign of life.
      const recheck = (): void => {
        authenticate(request).then(
          (access) => access.workspaceId !== workspaceId && stream.end(),
          () => stream.end(),
        )
      }
      open.inc()
      const stream = startStream(reply, {
        onBeat: recheck,
        onClose: () => {
          open.dec()
          leave()
        },
      })
      const { gate, release } = holdBack(stream)
      const leave = rooms.enter(workspaceId, { stream: gate, recheck })
      try {
        if (typeof since === 'string' && isId(since)) await catchUp(deps, workspaceId, since, stream)
        release()
      } catch (error) {
        deps.log.warn({ err: error, workspaceId }, 'missed events could not be read')
        stream.cut()
      }
    },
  )
}

function startStream(reply: FastifyReply, on: { onBeat: () => void; onClose: () => void }): EventStream {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
  return openEventStream(reply.raw, 'retry: 2000\n\n', on)
}

/** What happens during the catching up comes after it: the reader's last id never passes over something that it has not got. */
function holdBack(stream: EventStream): { gate: EventStream; release(): void } {
  const held: Buffer[] = []
  let heldBytes = 0
  let isOpen = false
  return {
    gate: {
      ...stream,
      write: (chunk) => {
        if (isOpen) return stream.write(chunk)
        held.push(chunk)
        heldBytes += chunk.length
        if (heldBytes > maxBufferedBytes) stream.cut()
      },
    },
    release: () => {
      isOpen = true
      for (const chunk of held.splice(0)) stream.write(chunk)
    },
  }
}

/** However much was missed: page by page, as fast as the reader takes it. */
async function catchUp(deps: Deps, workspaceId: string, since: string, stream: EventStream): Promise<void> {
  let from = idFloor(idTime(since) - overlapMs)
  for (;;) {
    const events = await missed(deps, workspaceId, from)
    const text = events.filter(({ id }) => id !== since).map((event) => eventText(event, { id: event.id }))
    if (text.length > 0) stream.write(Buffer.from(text.join('')))
    const last = events.at(-1)
    if (!last || events.length < catchUpPage || stream.isClosed()) return
    await stream.drained()
    from = last.id
  }
}

/** Those after `from` (the event with that id among them no more). */
async function missed(deps: Deps, workspaceId: string, from: string): Promise<{ id: string; type: EventType; payload: unknown }[]> {
  const { rows } = await deps.db.withWorkspace(workspaceId, (tx) =>
    sql<{ id: string; type: EventType; payload: unknown }>`
      select id, type, payload from events where workspace_id = ${workspaceId} and id > ${from} order by id limit ${catchUpPage}`.execute(
      tx,
    ),
  )
  return rows
}
