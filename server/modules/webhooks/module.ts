import type { Module } from '../../platform/module.ts'
import './tables.ts'
import { webhooksEgress } from './egress.ts'
import { webhooksPersonalData } from './personal-data.ts'
import { subscriber } from './queries.ts'
import { pruneDeliveries } from './queries-deliveries.ts'
import { queueDeliveries } from './queue-deliveries.ts'
import { webhookRoutes } from './routes.ts'
import { runDeliveries } from './run-deliveries.ts'

const keptMs = 30 * 24 * 3_600_000

/**
 * Tells systems of the business what happens, as signed requests after the Standard Webhooks specification: retried for three days, logged, sent again
 * by hand. It keeps ids of what it told and never the content, and says nothing of restricted contacts or private notes.
 */
export const webhooksModule: Module = {
  name: 'webhooks',
  routes: webhookRoutes,
  subscribers: (deps) => [{ name: subscriber, handle: (tx, event) => queueDeliveries(deps, tx, event) }],
  start: async (deps) => (deps.config.roles.has('worker') ? runDeliveries(deps) : { stop: async () => {} }),
  jobs: (deps) => ({ 'webhooks.prune': () => pruneDeliveries(deps.db, new Date(deps.clock.now().getTime() - keptMs)) }),
  schedules: [{ job: 'webhooks.prune', cron: '50 2 * * *' }],
  personalData: webhooksPersonalData,
  egress: [webhooksEgress],
}
