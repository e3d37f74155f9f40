import type { Deps } from '../../platform/module.ts'
import type { OpenConnection } from '../channels/index.ts'

/** Milliseconds from the first byte of a provider's request to the 200 that follows the commit. */
export type Acknowledged = (open: Pick<OpenConnection, 'workspaceId' | 'channel'>, ms: number) => void

export function measureAcknowledgements({ metrics }: Deps): Acknowledged {
  const seconds = metrics.histogram('parley_acknowledgement_seconds', 'Webhooks until they were acknowledged', ['channel'])
  const time = metrics.tallies.timing('acknowledge')
  return ({ workspaceId, channel }, ms) => {
    seconds.observe({ channel: channel.type }, ms / 1000)
    time(workspaceId, ms)
  }
}
