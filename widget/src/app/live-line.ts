import type { WidgetStreamEvents } from '../../../contract/widget.ts'
import { type Api, RequestError } from './api.ts'
import { readEvents } from './event-stream.ts'

type Handlers = { [Name in keyof WidgetStreamEvents]: (data: WidgetStreamEvents[Name]) => void }

export interface LiveLineOptions {
  api: Api
  /** Called at each connection: what happened meanwhile is read anew. */
  onConnected: () => Promise<void>
  onOnline: (online: boolean) => void
  onUnauthorized: () => Promise<boolean>
  on: Handlers
}

export interface LiveLine {
  retryNow(): void
  close(): void
}

/** Keeps one stream from the server open, whatever happens to it. */
export function openLiveLine({ api, onConnected, onOnline, onUnauthorized, on }: LiveLineOptions): LiveLine {
  let closed = false
  let abort = new AbortController()
  let wake = () => {}
  let lastEventId: string | null = null

  const loop = async () => {
    for (let failures = 0; !closed; failures += 1) {
      abort = new AbortController()
      try {
        const response = await api.stream(lastEventId, abort.signal)
        failures = 0
        await onConnected()
        onOnline(true)
        await readEvents(
          response,
          ({ id, name, data }) => {
            if (id) lastEventId = id
            if (name in on) (on[name as keyof Handlers] as (data: unknown) => void)(JSON.parse(data))
          },
          abort,
        )
      } catch (error) {
        if (!closed && error instanceof RequestError && error.status === 401) await onUnauthorized()
      }
      if (closed) return
      // One lost line is ordinary (a restart, a proxy); only a second failure is worth a word.
      if (failures > 0 || !navigator.onLine) onOnline(false)
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, Math.min(15_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2))
      })
    }
  }
  void loop()

  addEventListener('offline', goneOffline)
  function goneOffline(): void {
    onOnline(false)
    abort.abort()
  }

  return {
    retryNow: () => wake(),
    close: () => {
      closed = true
      removeEventListener('offline', goneOffline)
      abort.abort()
      wake()
    },
  }
}
