import type { SharedTarget } from './adapter.ts'

/** What an adapter may ask about the installation around one connection. */
export interface Surroundings {
  /**
   * What becomes of what a provider sends to this address: it comes `here` (the connection's own address, the shared one, or that of another live channel,
   * which hands on what is for others), it comes to an address of ours behind which there is nobody any more, or it goes `elsewhere`.
   */
  whereTo(address: string): Promise<'here' | 'nowhere' | 'elsewhere'>
  /** Whether another live channel stands for this account, or has this value in a setting. */
  isConnected(target: SharedTarget): Promise<boolean>
}

/** Of a connection that is looked at by itself: nothing else is known of. */
export function alone({ webhookUrl }: { webhookUrl: string }): Surroundings {
  return { whereTo: async (address) => (address === webhookUrl ? 'here' : 'elsewhere'), isConnected: async () => false }
}
