import { nothingSaid, type ToChat } from '../bridge-messages.ts'
import { type Api, RequestError } from './api.ts'
import type { Store } from './chat-state.ts'

interface ResumeOptions {
  api: Api
  store: Store
  key: string
  /** What stood behind the `#` of the address in the mail; empty after a reload. */
  link: string
  hear(message: ToChat): Promise<void>
}

interface Resumed {
  token: string
  language: string | null
}

/**
 * The chat opened from a mail, with no website around it. The link is exchanged for a token of this window and taken out of the address, so that it stays
 * neither in the history nor on the screen; the token is known until the window is closed.
 */
export async function resume({ api, store, key, link, hear }: ResumeOptions): Promise<void> {
  const stored = `parley:resumed:${key}`
  await hear({ type: 'look', language: navigator.language, theme: null })
  try {
    const config = await api.config()
    const { token, language } = link ? await api.resume(link) : kept(stored)
    keep(stored, { token, language })
    history.replaceState(null, '', '#resume=')
    await hear({ ...nothingSaid, token, language: language ?? config.language ?? navigator.language, config, open: true })
  } catch (error) {
    store.set({ phase: error instanceof RequestError && error.status !== 404 ? 'broken' : 'over' })
  }
}

/** @throws where nothing is kept: the window was opened without a link */
function kept(name: string): Resumed {
  return JSON.parse(sessionStorage.getItem(name) ?? '') as Resumed
}

function keep(name: string, resumed: Resumed): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(resumed))
  } catch {
    // Storage is blocked: a reload needs the link again.
  }
}
