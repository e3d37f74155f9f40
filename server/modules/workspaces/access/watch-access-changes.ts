import type pg from 'pg'
import type { Deps, Stoppable } from '../../../platform/module.ts'
import { accessCacheOf } from './access-cache.ts'

const reconnectMs = 1000

/** Listens for changes of rights that any process makes. While the connection is down, nothing is remembered. */
export async function watchAccessChanges(deps: Pick<Deps, 'db' | 'log'>): Promise<Stoppable> {
  const cache = accessCacheOf(deps.db)
  let isStopped = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const current = deps.db.dedicatedClient()
    client = current
    const lost = () => {
      if (client !== current || isStopped) return
      cache.setWatched(false)
      clearTimeout(retry)
      retry = setTimeout(() => void connect(), reconnectMs)
    }
    current.on('error', lost)
    current.on('end', lost)
    current.on('notification', () => cache.forgetAll())
    try {
      await current.connect()
      await current.query('listen parley_access')
      if (!isStopped) cache.setWatched(true)
    } catch (error) {
      deps.log.warn({ err: error }, 'changes of rights cannot be watched, every request asks the database')
      lost()
    }
  }

  await connect()
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(retry)
      cache.setWatched(false)
      await client?.end().catch(() => {})
    },
  }
}
