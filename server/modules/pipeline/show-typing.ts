import type { Deps } from '../../platform/module.ts'
import type { OpenConnection } from '../channels/index.ts'
import type { LoadedTurn } from './load-context.ts'

// An answer that comes sooner needs no announcement.
const patienceMs = 600
// Providers show it for a while only, and each announcement is a call that counts: it is repeated shortly before it goes.
const usualMs = 5_000
const beforeItGoesMs = 1_000

/** Shows the customer that an answer is being written, until the returned function is called. Never holds anything up. */
export function showTyping(deps: Deps, { adapter, connection, channel }: OpenConnection, turn: LoadedTurn): () => void {
  if (!adapter.capabilities.typing || !adapter.typing) return () => {}
  const repeatMs = (adapter.typingMs ?? usualMs) - beforeItGoesMs
  let timer: NodeJS.Timeout
  const show = (): void => {
    timer = setTimeout(show, repeatMs)
    const to = { externalId: turn.facts.recipientId, lastMessageExternalId: turn.lastExternalId }
    adapter
      .typing?.(to, connection)
      .catch((error: unknown) => deps.log.debug({ err: error, channelId: channel.id }, 'typing could not be shown'))
  }
  timer = setTimeout(show, patienceMs)
  return () => clearTimeout(timer)
}
