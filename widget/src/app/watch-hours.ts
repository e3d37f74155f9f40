import type { WidgetConfig } from '../../../contract/widget.ts'
import type { Store } from './chat-state.ts'

// A browser's timer counts no longer than this.
const longestMs = 2 ** 31 - 1

/** Looks again when the team goes or comes back. Not all at the same moment: many visitors wait for the same one. */
export function watchHours(store: Store, readConfig: () => Promise<WidgetConfig>): void {
  let watched: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  store.subscribe(() => {
    const at = store.get().config?.hours?.changesAt ?? null
    if (at === watched) return
    watched = at
    clearTimeout(timer)
    if (at !== null) timer = setTimeout(look, Math.min(longestMs, Math.max(0, Date.parse(at) - Date.now()) + 1000 + Math.random() * 9000))
  })

  async function look(): Promise<void> {
    const config = await readConfig().catch(() => null)
    watched = null
    // Without an answer the next look is at the next change of anything.
    if (config) store.set({ config })
  }
}
