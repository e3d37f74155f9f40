import type { OpenConnection } from './connections.ts'
import { fitMessage } from './fit-message.ts'
import type { OutboundMessage, ProviderCall } from './outbound-message.ts'

/** The provider calls that a message comes down to: always the same ones, so that the parts already taken can be counted. */
export function renderCalls(
  { adapter, connection }: Pick<OpenConnection, 'adapter' | 'connection'>,
  message: OutboundMessage,
): ProviderCall[] {
  return adapter.render(fitMessage(message, adapter.capabilities), connection)
}
