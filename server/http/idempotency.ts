import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { AppError } from '../platform/errors.ts'
import type { ApiServer, Deps } from '../platform/module.ts'

const headerName = 'idempotency-key'
const largestStoredBody = 256 * 1024

interface Pending {
  key: string
}

declare module 'fastify' {
  interface FastifyRequest {
    idempotency?: Pending
  }
}

/**
 * `Idempotency-Key` on POST (draft-ietf-httpapi-idempotency-key-header): the first request with a key runs, its answer is kept a day and given
 * to every repetition; the same key with another request is refused; a failure of ours (5xx) frees the key.
 */
export function honourIdempotencyKeys(server: ApiServer, deps: Deps): void {
  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers[headerName]
    if (request.method !== 'POST' || typeof key !== 'string' || !request.access) return
    if (key.length < 1 || key.length > 255)
      throw new AppError('idempotency-key-invalid', { status: 400, title: 'Idempotency-Key takes 1 to 255 characters.' })
    const answered = await claim(deps, request, key)
    if (answered) return replay(reply, answered)
    request.idempotency = { key }
  })
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.idempotency) await settle(deps, request, reply, payload, request.idempotency.key)
    return payload
  })
}

interface Answer {
  request_hash: string
  status: number | null
  body: string | null
}

async function claim(deps: Deps, request: FastifyRequest, key: string): Promise<Answer | undefined> {
  const { workspaceId, actor } = request.access
  // Uploads are streams that nobody has read yet: of them only the length is compared.
  const content = request.body ?? request.headers['content-length'] ?? null
  const hash = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(content)}`)
    .digest('hex')
  const { inserted, existing } = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const made = await sql`
      insert into idempotency_keys (workspace_id, actor_id, key, request_hash) values (${workspaceId}, ${actor.id}, ${key}, ${hash})
      on conflict do nothing returning 1`.execute(tx)
    if (made.rows.length > 0) return { inserted: true, existing: undefined }
    const found = await sql<Answer>`
      select request_hash, status, body from idempotency_keys where workspace_id = ${workspaceId} and actor_id = ${actor.id} and key = ${key}`.execute(
      tx,
    )
    return { inserted: false, existing: found.rows[0] }
  })
  if (inserted) return undefined
  if (existing && existing.request_hash !== hash) {
    throw new AppError('idempotency-key-reused', { status: 422, title: 'This Idempotency-Key was already used for another request.' })
  }
  if (!existing || existing.status === null) {
    throw new AppError('idempotency-in-progress', {
      status: 409,
      title: 'The first request with this Idempotency-Key is still running.',
      retryAfterMs: 1000,
    })
  }
  if (existing.body === null && existing.status !== 204) {
    throw new AppError('idempotency-answer-gone', { status: 410, title: 'The first request succeeded; its answer is no longer kept.' })
  }
  return existing
}

function replay(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply
    .status(answer.status ?? 200)
    .header('idempotent-replayed', 'true')
    .header('content-type', 'application/json; charset=utf-8')
    .serializer((body: unknown) => String(body))
    .send(answer.body ?? '')
}

async function settle(deps: Deps, request: FastifyRequest, reply: FastifyReply, payload: unknown, key: string): Promise<void> {
  const { workspaceId, actor } = request.access
  const keep = reply.statusCode < 500 && (typeof payload === 'string' || payload == null) && (payload ?? '').length <= largestStoredBody
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (keep) {
      const body = withoutShownOnce(typeof payload === 'string' ? payload : null, request.routeOptions.config.shownOnce)
      await sql`update idempotency_keys set status = ${reply.statusCode}, body = ${body}
        where workspace_id = ${workspaceId} and actor_id = ${actor.id} and key = ${key} and status is null`.execute(tx)
    } else {
      await sql`delete from idempotency_keys where workspace_id = ${workspaceId} and actor_id = ${actor.id} and key = ${key} and status is null`.execute(
        tx,
      )
    }
  })
}

/** Secrets that are shown once are not kept for the repetition either. */
function withoutShownOnce(payload: string | null, fields: readonly string[] | undefined): string | null {
  if (!fields || payload === null) return payload
  return JSON.stringify(JSON.parse(payload), (name, value: unknown) => (fields.includes(name) ? null : value))
}

/** Drops the answers older than a day. Crosses workspaces: housekeeping by age alone. */
export async function pruneIdempotencyKeys(deps: Deps): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - interval '1 day'`.execute(deps.db.spine)
}
