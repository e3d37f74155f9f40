import type { Deps } from '../../platform/module.ts'
import type { OpenConnection } from '../channels/index.ts'
import type { LoadedTurn } from './load-context.ts'

// An answer that comes sooner needs no announcement; providers show it for 5 (Telegram) to 25 s, so it is repeated.
const patienceMs = 600
const repeatMs = 4_000

/** Shows the customer that an answer is being written, until the returned function is called. Never holds anything up. */
export function showTyping(deps: Deps, { adapter, connection, channel }: OpenConnection, turn: LoadedTurn): () => void {
  if (!adapter.capabilities.typing || !adapter.typing) return () => {}
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
