import { type RefObject, useEffect } from 'react'

/**
 * Keeps what stands at the bottom of the log there when it gets lower: a draft's card or a longer answer below must not cover the
 * message that they are about. When it gets higher again the browser does that by itself.
 */
export function useBottomEdge(viewport: RefObject<HTMLElement | null>, isShown: boolean): void {
  useEffect(() => {
    const log = isShown ? viewport.current : null
    if (!log) return
    let height = log.clientHeight
    const observer = new ResizeObserver(() => {
      const lost = height - log.clientHeight
      height = log.clientHeight
      if (lost > 0) log.scrollTop += lost
    })
    observer.observe(log)
    return () => observer.disconnect()
  }, [viewport, isShown])
}
