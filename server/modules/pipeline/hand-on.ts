import type { ChannelConnections, OpenConnection, RawRequest } from '../channels/index.ts'
import type { Receiver } from './receive.ts'

/** A provider's body tells of so many things at most; a longer one is nobody's. */
const mostTargets = 1_000

/**
 * A provider may know one address for several accounts: an app's pages, the numbers of a business. What came at one channel's address and tells of others is given
 * to their channels too, each of which takes it only if it is signed with a secret of its own, and reads only what is its own. Resolves after their commits.
 */
export async function handOn(
  connections: Pick<ChannelConnections, 'byTarget'>,
  receiver: Pick<Receiver, 'receive'>,
  request: RawRequest,
  open: OpenConnection,
): Promise<void> {
  const targets = open.adapter.route?.(request.body) ?? []
  const found = await Promise.all(targets.slice(0, mostTargets).map((target) => connections.byTarget(target)))
  const others = new Map(found.flat().map((other) => [other.channel.id, other]))
  others.delete(open.channel.id)
  await Promise.all([...others.values()].map((other) => receiver.receive(request, other, others.size)))
}
