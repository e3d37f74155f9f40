import type { Deps } from '../../platform/module.ts'
import type { OpenConnection } from './connections.ts'
import { updateChannelRow } from './queries.ts'

/** Anybody can send rubbish: so often a channel's row is written for it. */
const pauseMs = 60_000
const mostRemembered = 10_000
const notedAt = new WeakMap<Deps, Map<string, number>>()

/** Remembers that a request came for the channel whose signature did not fit: most often the app secret is wrong, and nobody else would say so. */
export async function noteRefusal(deps: Deps, { channel }: OpenConnection): Promise<void> {
  const noted = notedAt.get(deps) ?? new Map<string, number>()
  notedAt.set(deps, noted)
  const now = performance.now()
  if (now - (noted.get(channel.id) ?? Number.NEGATIVE_INFINITY) < pauseMs) return
  if (noted.size >= mostRemembered) noted.clear()
  noted.set(channel.id, now)
  await deps.db.withWorkspace(channel.workspaceId, (tx) =>
    updateChannelRow(tx, channel.workspaceId, channel.id, { refused_at: deps.clock.now() }),
  )
}
