import { useEffect, useState } from 'react'
import { useMe } from '../../accounts/api/session.ts'
import { applyEvent, refreshShown } from '../../inbox/api/apply-event.ts'
import { showTyping } from '../../inbox/api/typing-now.ts'
import { openSharedStream } from './shared-stream.ts'

/** Keeps what is shown current, and says whether the stream stands. A short break is nobody's business. */
export function useLiveUpdates(): boolean {
  const workspaceId = useMe().workspace?.id
  const [isConnected, setConnected] = useState(true)
  useEffect(() => {
    if (!workspaceId) return
    let warnTimer: ReturnType<typeof setTimeout> | undefined
    const stop = openSharedStream(workspaceId, (notice) => {
      if (notice.kind === 'event') applyEvent(notice.event)
      if (notice.kind === 'typing') showTyping(notice.signal)
      if (notice.kind === 'resumed') refreshShown()
      if (notice.kind !== 'connected') return
      clearTimeout(warnTimer)
      if (notice.isConnected) setConnected(true)
      else warnTimer = setTimeout(() => setConnected(false), 4000)
    })
    return () => {
      clearTimeout(warnTimer)
      stop()
    }
  }, [workspaceId])
  return isConnected
}
