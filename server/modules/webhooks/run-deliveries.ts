import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps, Stoppable } from '../../platform/module.ts'
import { deliver } from './deliver.ts'
import { type Claimed, claimDue } from './queries-deliveries.ts'

const pollMs = 1_000
/** Longer than an attempt may take: a delivery whose process died is taken up again after it. */
export const leaseMs = 60_000
const mostUnderWay = 64
const mostPerEndpoint = 4

/**
 * Delivers what is due, side by side. A loop of its own and not a job: addresses of customers that hang for fifteen seconds would fill the few
 * places of the job queue and keep everything else waiting.
 */
export function runDeliveries(deps: Deps): Stoppable {
  const stopping = new AbortController()
  const underWay = new Map<Promise<void>, string>()
  const start = (claimed: Claimed): void => {
    const attempt = deliver(deps, claimed)
      .catch((error: unknown) => deps.log.error({ err: error, deliveryId: claimed.id }, 'webhook delivery failed, will be retried'))
      .then(() => void underWay.delete(attempt))
    underWay.set(attempt, claimed.endpointId)
  }
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      const claimed = await claimNext(deps, [...underWay.values()]).catch((error: unknown) => {
        deps.log.warn({ err: error }, 'due webhooks could not be read')
        return []
      })
      for (const one of claimed) start(one)
      if (claimed.length === 0) await Promise.race([pause(stopping.signal), ...underWay.keys()])
      if (underWay.size >= mostUnderWay) await Promise.race(underWay.keys())
    }
    await Promise.all(underWay.keys())
  })()
  return {
    stop: async () => {
      stopping.abort()
      await loop
    },
  }
}

/** One round: delivers what is due now and waits for it. @returns how many there were */
export async function deliverDue(deps: Deps): Promise<number> {
  const claimed = await claimNext(deps, [])
  await Promise.all(claimed.map((one) => deliver(deps, one)))
  return claimed.length
}

function claimNext(deps: Deps, underWay: readonly string[]): Promise<Claimed[]> {
  const now = deps.clock.now()
  const busy = [...new Set(underWay)].filter((endpoint) => underWay.filter((other) => other === endpoint).length >= mostPerEndpoint)
  return claimDue(deps.db, { now, until: new Date(now.getTime() + leaseMs), limit: mostUnderWay - underWay.length, busy })
}

function pause(signal: AbortSignal): Promise<void> {
  return sleep(pollMs, undefined, { signal }).catch(() => {})
}
