import type { WidgetStreamEvents } from '../../../contract/widget.ts'
import type { Store } from './chat-state.ts'

const shownMs = 6000

/** That an answer is being written: shown for a while after it was last said. */
export function createTyping(store: Store) {
  let ends: ReturnType<typeof setTimeout> | undefined

  function hide(): void {
    clearTimeout(ends)
    store.set({ typing: null })
  }

  return {
    hide,
    show(typing: WidgetStreamEvents['typing']): void {
      clearTimeout(ends)
      store.set({ typing })
      ends = setTimeout(hide, shownMs)
    },
  }
}
