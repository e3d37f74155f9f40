import { timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { AppError } from '../platform/errors.ts'
import type { ApiServer, Deps } from '../platform/module.ts'

/** `/healthz`, `/readyz`, `/metrics`: for supervisors and Prometheus, without an account. */
export function operationsRoutes(server: ApiServer, deps: Deps): void {
  server.get(
    '/healthz',
    {
      config: { permission: 'public', rateLimit: false },
      schema: { tags: ['operations'], response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    async () => ({ status: 'ok' as const }),
  )

  server.get(
    '/readyz',
    {
      config: { permission: 'public', rateLimit: false },
      schema: {
        tags: ['operations'],
        response: { 200: z.object({ status: z.literal('ready') }), 503: z.object({ status: z.literal('not-ready'), reason: z.string() }) },
      },
    },
    async (_request, reply) => {
      const reason = await notReadyBecause(deps)
      if (reason) return reply.status(503).send({ status: 'not-ready' as const, reason })
      return { status: 'ready' as const }
    },
  )

  server.get(
    '/metrics',
    { config: { permission: 'public', rateLimit: false }, schema: { tags: ['operations'] } },
    async (request, reply) => {
      requireMetricsAccess(deps, request.ip, request.headers.authorization)
      return reply.header('content-type', deps.metrics.contentType).send(await deps.metrics.render())
    },
  )
}

const probeTimeoutMs = 2000

async function notReadyBecause(deps: Deps): Promise<string | undefined> {
  const known = deps.db.whyAway()
  if (known) return known
  const probe = sql`select 1`.execute(deps.db.spine).then(
    () => undefined,
    () => deps.db.whyAway() ?? 'The database does not answer.',
  )
  const late = new Promise<string>((resolve) => setTimeout(resolve, probeTimeoutMs, 'The database does not answer in time.').unref())
  const database = await Promise.race([probe, late])
  if (database) return database
  return deps.config.roles.has('worker') && !deps.jobs.isRunning() ? 'Background jobs are not running.' : undefined
}

function requireMetricsAccess(deps: Deps, ip: string, authorization: string | undefined): void {
  const token = deps.config.metricsToken
  const given = authorization?.replace(/^Bearer /, '') ?? ''
  if (token && given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token))) return
  if (!token && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip)) return
  throw new AppError('metrics-forbidden', { status: 403, title: 'Metrics are given to loopback or with METRICS_TOKEN.' })
}
