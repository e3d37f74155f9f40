import { fitMessage, type OpenConnection, type OutboundMessage, type ProviderCall } from '../channels/index.ts'

/** The provider calls that a message comes down to: always the same ones, so that the parts already taken can be counted. */
export function renderCalls({ adapter, connection }: OpenConnection, message: OutboundMessage): ProviderCall[] {
  return adapter.render(fitMessage(message, adapter.capabilities), connection)
}
