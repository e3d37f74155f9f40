import type { Metrics } from '../../platform/metrics.ts'
import type { ChannelAdapter } from './adapter.ts'

/** The same adapters, whose calls of the provider are timed by the kind of channel and how they ended. */
export function measureSends(metrics: Metrics, adapters: ReadonlyMap<string, ChannelAdapter>): ReadonlyMap<string, ChannelAdapter> {
  const seconds = metrics.histogram('parley_provider_send_seconds', 'Calls by which messages went to providers', ['channel', 'outcome'])
  const time = metrics.tallies.timing('send')
  const sent = metrics.tallies.counter('sends.sent')
  const failed = metrics.tallies.counter('sends.failed')
  const measure = (adapter: ChannelAdapter): ChannelAdapter => ({
    ...adapter,
    send: async (call, connection, files, signal) => {
      const began = performance.now()
      let outcome = 'sent'
      try {
        return await adapter.send(call, connection, files, signal)
      } catch (error) {
        outcome = adapter.explain(error).code
        throw error
      } finally {
        const ms = performance.now() - began
        seconds.observe({ channel: adapter.type, outcome }, ms / 1000)
        time(connection.workspaceId, ms)
        if (outcome === 'sent') sent(connection.workspaceId)
        else failed(connection.workspaceId)
      }
    },
  })
  return new Map([...adapters].map(([type, adapter]) => [type, measure(adapter)]))
}
