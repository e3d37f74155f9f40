import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { ProviderError } from '../../platform/errors.ts'
import type { Deps, Stoppable } from '../../platform/module.ts'
import type { RawRequest } from './adapter.ts'
import { channelsChangedTopic, type OpenConnection, openConnections } from './connections.ts'
import { markChannel } from './mark-channel.ts'
import { listPolledChannels } from './queries.ts'

const lookEveryMs = 2_000

interface Poll {
  open: OpenConnection
  stop(): Promise<void>
}

/**
 * Fetches for channels whose provider cannot reach us (`PUBLIC_URL` is not https). Any number of processes may run this: an advisory
 * lock of the database for each channel lets one of them poll, and is free again the moment that process dies.
 * @param receive takes one request as the webhook would; resolves after the commit
 */
export async function startPolling(
  deps: Deps,
  receive: (request: RawRequest, open: OpenConnection) => Promise<unknown>,
): Promise<Stoppable> {
  if (!deps.config.roles.has('worker') || deps.config.publicUrl.startsWith('https://')) return { stop: async () => {} }
  const connections = openConnections(deps)
  const types = [...connections.adapters.values()].filter((adapter) => adapter.poll).map((adapter) => adapter.type)
  const stopping = new AbortController()
  const polls = new Map<string, Poll>()
  let locks: pg.Client | null = null

  const stopAll = async (): Promise<void> => {
    const ending = [...polls.values()].map((poll) => poll.stop())
    polls.clear()
    await Promise.all(ending)
  }

  const lockClient = async (): Promise<pg.Client> => {
    if (locks) return locks
    const client = deps.db.dedicatedClient()
    const lost = (): void => {
      if (locks !== client) return
      // With the session its locks are gone: another process may poll from now on.
      locks = null
      void stopAll()
    }
    client.on('error', lost)
    client.on('end', lost)
    await client.connect()
    locks = client
    return client
  }

  const look = async (): Promise<void> => {
    const wanted = new Set(await listPolledChannels(deps.db, types))
    const client = await lockClient()
    for (const [id, poll] of polls) {
      const current = wanted.has(id) ? await connections.byId(id) : null
      if (current && sameConnection(current, poll.open)) continue
      polls.delete(id)
      await poll.stop()
      await client.query(unlockStatement, [id])
    }
    for (const id of wanted) {
      if (polls.has(id) || stopping.signal.aborted) continue
      const { rows } = await client.query<{ locked: boolean }>(lockStatement, [id])
      if (!rows[0]?.locked) continue
      const open = await connections.byId(id)
      if (open?.adapter.poll && open.channel.status === 'connected') polls.set(id, runPoll(deps, open, receive))
      else await client.query(unlockStatement, [id])
    }
  }

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => deps.log.warn({ err: error }, 'channels to poll could not be looked up'))
      await changeOrPause(deps, stopping.signal)
    }
  })()

  return {
    stop: async () => {
      stopping.abort()
      await loop
      await stopAll()
      const client = locks
      locks = null
      await client?.end().catch(() => {})
    },
  }
}

/** Until a channel changes, here or in another process, or the pause is over. */
function changeOrPause(deps: Deps, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = deps.live.onWake(channelsChangedTopic, done)
    void sleep(lookEveryMs, undefined, { signal }).then(done, done)
    function done(): void {
      end()
      resolve()
    }
  })
}

const lockStatement = `select pg_try_advisory_lock(hashtextextended('parley:poll:' || $1, 0)) as locked`
const unlockStatement = `select pg_advisory_unlock(hashtextextended('parley:poll:' || $1, 0))`

function runPoll(deps: Deps, open: OpenConnection, receive: (request: RawRequest, open: OpenConnection) => Promise<unknown>): Poll {
  const { adapter, connection, channel } = open
  const stopping = new AbortController()
  const deliver = async (request: RawRequest): Promise<void> => {
    // The newest connection: the agent may have changed since polling began.
    await receive(request, (await openConnections(deps).byId(channel.id)) ?? open)
  }
  const done = (adapter.poll?.(connection, deliver, stopping.signal) ?? Promise.resolve()).catch(async (error: unknown) => {
    deps.log.warn({ err: error, channelId: channel.id }, 'polling ended')
    const reason = error instanceof ProviderError ? error.message : 'Polling ended unexpectedly.'
    await markChannel(deps, channel.workspaceId, channel.id, 'error', reason).catch(() => {})
  })
  return {
    open,
    stop: async () => {
      stopping.abort()
      await done
    },
  }
}

/** Another agent or name needs no new poll; another token does. */
function sameConnection(one: OpenConnection, other: OpenConnection): boolean {
  return JSON.stringify(one.connection.credentials) === JSON.stringify(other.connection.credentials)
}
