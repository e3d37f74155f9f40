/** How many provider calls of one process are under way at once. */
export interface CallSlots {
  /** Resolves when a call to the account may be made. Answers what to call when it has ended. */
  enter(channelId: string): Promise<() => void>
}

/**
 * Below the sockets that one host is given (platform/guarded-agent.ts), so that no call waits inside the HTTP client, where neither a lease that has run out nor
 * a person who takes over would stop it. And no account has all of them: one whose provider hangs holds up nobody else.
 */
export const mostCalls = { inAll: 600, ofAccount: 100 }

export function createCallSlots(most = mostCalls): CallSlots {
  const taken = new Map<string, number>()
  const waiting: { channelId: string; begin: () => void }[] = []
  let inAll = 0

  const of = (channelId: string): number => taken.get(channelId) ?? 0
  const hasRoom = (channelId: string): boolean => inAll < most.inAll && of(channelId) < most.ofAccount

  function take(channelId: string): void {
    inAll += 1
    taken.set(channelId, of(channelId) + 1)
  }

  function leave(channelId: string): void {
    inAll -= 1
    if (of(channelId) > 1) taken.set(channelId, of(channelId) - 1)
    else taken.delete(channelId)
    const next = waiting.findIndex((one) => hasRoom(one.channelId))
    if (next < 0) return
    const [one] = waiting.splice(next, 1)
    if (!one) return
    take(one.channelId)
    one.begin()
  }

  return {
    enter: async (channelId) => {
      if (hasRoom(channelId)) take(channelId)
      else {
        const { promise, resolve: begin } = Promise.withResolvers<void>()
        waiting.push({ channelId, begin })
        await promise
      }
      return () => leave(channelId)
    },
  }
}
