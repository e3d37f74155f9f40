import type { ParleyEvent } from '../../../lib/contract.ts'
import type { TypingSignal } from '../../inbox/api/typing-now.ts'

export type LiveNotice = LiveMessage | { kind: 'connected'; isConnected: boolean } | { kind: 'resumed' }
/** What the stream carries: events, which are kept, and signals of the moment. */
export type LiveMessage = { kind: 'event'; event: ParleyEvent } | { kind: 'typing'; signal: TypingSignal }
type Listener = (notice: LiveNotice) => void

/** A lock that is free is given within a few milliseconds. */
const atOnceMs = 500

/**
 * One stream a browser: browsers allow six connections a host, so of all open tabs one holds the stream (the one that has the lock) and
 * tells the others. When it closes, the lock goes to another tab, which opens the stream anew. Returns what stops it.
 */
export function openSharedStream(workspaceId: string, listen: Listener): () => void {
  const stop = new AbortController()
  const name = `parley-live-${workspaceId}`
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }: MessageEvent<LiveNotice>) => listen(data)
  const tellAll = (notice: LiveNotice) => {
    listen(notice)
    channel.postMessage(notice)
  }
  const askedAt = performance.now()
  const hold = () =>
    new Promise<void>((resolve) => {
      const hasWaited = performance.now() - askedAt > atOnceMs
      const close = openStream(workspaceId, hasWaited, tellAll)
      stop.signal.addEventListener('abort', () => {
        close()
        resolve()
      })
    })
  // Web Locks exist only in secure contexts; over plain http on another host every tab has its own stream.
  if (navigator.locks) navigator.locks.request(name, { signal: stop.signal }, hold).catch(() => undefined)
  else void hold()
  return () => {
    stop.abort()
    channel.close()
  }
}

/** `isSuccession`: another tab had the stream before, and nobody heard what happened between the two. */
function openStream(workspaceId: string, isSuccession: boolean, tell: Listener): () => void {
  let source: EventSource
  let wasConnected = isSuccession
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    source = new EventSource(`/api/v1/live?workspaceId=${workspaceId}`)
    source.onopen = () => {
      tell({ kind: 'connected', isConnected: true })
      // What happened in between may be more than the server can replay: everything shown is asked for again.
      if (wasConnected) tell({ kind: 'resumed' })
      wasConnected = true
    }
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const message = readLiveMessage(data)
      if (message) tell(message)
    }
    source.onerror = () => {
      tell({ kind: 'connected', isConnected: false })
      // The browser reconnects by itself unless the server refused: then it gives up, and we ask again later.
      if (source.readyState === EventSource.CLOSED) retryTimer = setTimeout(open, 5000)
    }
  }
  open()
  return () => {
    clearTimeout(retryTimer)
    source.close()
  }
}

export function readLiveMessage(data: string): LiveMessage | null {
  try {
    const message: unknown = JSON.parse(data)
    if (typeof message !== 'object' || message === null || !('type' in message) || !('payload' in message)) return null
    if (message.type === 'signal.typing') return { kind: 'typing', signal: message.payload as TypingSignal }
    return { kind: 'event', event: message as ParleyEvent }
  } catch {
    return null
  }
}
