import { useLayoutEffect, useRef } from 'preact/hooks'

const nearPx = 80

/** Whatever grows (words, pictures that have loaded) stays in view, unless the reader has scrolled up; what comes on top moves nothing. */
export function useStayAtEnd(firstId: string | undefined) {
  const list = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const seen = useRef({ atEnd: true, top: 0, height: 0, firstId: undefined as string | undefined })

  useLayoutEffect(() => {
    const [scroller, inner] = [list.current, content.current]
    if (!scroller || !inner) return
    const note = () => {
      const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearPx
      // Only a movement upwards is the reader's: content that has just grown also leaves the end far away.
      if (near) seen.current.atEnd = true
      else if (scroller.scrollTop < seen.current.top - 1) seen.current.atEnd = false
      seen.current.top = scroller.scrollTop
    }
    const follow = new ResizeObserver(() => {
      if (seen.current.atEnd) scroller.scrollTop = scroller.scrollHeight
      seen.current.height = scroller.scrollHeight
    })
    scroller.addEventListener('scroll', note, { passive: true })
    follow.observe(scroller)
    follow.observe(inner)
    return () => {
      scroller.removeEventListener('scroll', note)
      follow.disconnect()
    }
  }, [])

  useLayoutEffect(() => {
    const scroller = list.current
    const { firstId: before, height } = seen.current
    if (scroller && before !== undefined && before !== firstId) {
      scroller.scrollTop += scroller.scrollHeight - height
      seen.current.atEnd = false
    }
    seen.current.firstId = firstId
  }, [firstId])

  return { list, content }
}
