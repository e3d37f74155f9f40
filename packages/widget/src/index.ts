/** Who the visitor is. Believed only with `token` (signed by your server) or `hash`; otherwise shown to the team as not verified. */
export type Identity =
  | { token: string }
  | { id: string; name?: string | null; email?: string | null; phone?: string | null; hash?: string | null }

/** At most 30, names of up to 50 letters and digits. */
export type Attributes = Record<string, string | number | boolean | null>

export interface ParleyEvents {
  /** The chat has arrived. */
  ready: undefined
  open: undefined
  close: undefined
  /** An answer that has just come. */
  message: { id: string; text: string | null; author: string }
  /** The team has resolved the conversation. */
  'conversation:end': undefined
  /** How many answers wait to be read. */
  unread: number
  identity: 'anonymous' | 'unverified' | 'verified' | 'rejected'
  /** Why a proof was rejected: `expired`, `signature`, … */
  'identity:error': string
}

export interface ParleyOptions {
  /** Where Parley runs: `https://parley.example.com`. */
  url: string
  /** The channel's key, `wk_…`. */
  key: string
  /** Against the language of the page: `en`, `ru`, `kk`, `fa`. */
  language?: string
  /** For a Content-Security-Policy that asks for one. */
  nonce?: string
}

export interface Parley {
  open(): void
  close(): void
  toggle(): void
  /** The button, whatever the rules of the channel say. */
  show(): void
  hide(): void
  identify(identity: Identity): void
  /** The page has changed without loading: where the visitor is now, and perhaps what is new of them. */
  update(attributes?: Attributes): void
  /** Attributes of the contact; null removes one. */
  set(attributes: Attributes): void
  setAttributes(attributes: Attributes): void
  /** Attributes of the conversation, for the team; null removes one. */
  setConversationAttributes(attributes: Attributes): void
  addLabel(label: string): void
  /** Takes off a label that this page has put on. */
  removeLabel(label: string): void
  /** A line in the thread for the team: what the visitor did on the page. */
  track(event: string, details?: Record<string, string | number | boolean>): void
  /** The chat in a window of its own; call it from a click, so that the browser lets it open. */
  popout(): void
  /** Opens the chat with words that the visitor can send. */
  newMessage(text: string): void
  /** The visitor agrees by a banner of yours; false: forget. */
  consent(given: boolean): void
  /** Against the channel's settings: `en`, `ru`, `kk`, `fa`. */
  setLocale(language: string): void
  setTheme(theme: 'auto' | 'light' | 'dark'): void
  /** The visitor leaves: nothing of theirs stays on the page. */
  reset(): void
  /** @returns what ends the listening */
  on<Name extends keyof ParleyEvents>(event: Name, listener: (detail: ParleyEvents[Name]) => void): () => void
  /** Takes the widget off the page. It can be loaded again. */
  destroy(): void
}

type Queue = ((...command: unknown[]) => void) & { q?: unknown[][] }
declare global {
  interface Window {
    parley?: Queue
  }
}

/**
 * Puts the chat on the page and gives its interface, which can be used at once: what is called before the chat has arrived waits for it. Called
 * again with the same key it gives the same chat. Where there is no page (rendering on a server) every call does nothing.
 */
export function loadParley({ url, key, language, nonce }: ParleyOptions): Parley {
  const say = (...command: unknown[]): void => {
    if (typeof window !== 'undefined') queue()(...command)
  }
  if (typeof document !== 'undefined' && !findScript(key)) {
    queue()
    const script = document.createElement('script')
    script.src = `${url.replace(/\/+$/, '')}/widget.js`
    script.async = true
    script.dataset.key = key
    if (language) script.dataset.language = language
    if (nonce) script.nonce = nonce
    document.head.append(script)
  }
  return {
    open: () => say('open'),
    close: () => say('close'),
    toggle: () => say('toggle'),
    show: () => say('show'),
    hide: () => say('hide'),
    identify: (identity) => say('identify', identity),
    update: (attributes) => say('update', attributes),
    set: (attributes) => say('set', attributes),
    setAttributes: (attributes) => say('setAttributes', attributes),
    setConversationAttributes: (attributes) => say('setConversationAttributes', attributes),
    addLabel: (label) => say('addLabel', label),
    removeLabel: (label) => say('removeLabel', label),
    track: (event, details) => say('track', event, details),
    popout: () => say('popout'),
    newMessage: (text) => say('newMessage', text),
    consent: (given) => say('consent', given),
    setLocale: (wanted) => say('setLocale', wanted),
    setTheme: (theme) => say('setTheme', theme),
    reset: () => say('reset'),
    on(event, listener) {
      say('on', event, listener)
      return () => say('off', event, listener)
    },
    destroy() {
      const script = typeof document === 'undefined' ? undefined : findScript(key)
      if (!script) return
      const early = window.parley?.q
      if (early) {
        // It has not arrived: without its key it does nothing when it does.
        delete script.dataset.key
        early.length = 0
      } else say('destroy')
      script.remove()
    },
  }
}

/** What the loader takes over when it arrives. */
function queue(): Queue {
  if (!window.parley) {
    const waiting: Queue = (...command) => void waiting.q?.push(command)
    waiting.q = []
    window.parley = waiting
  }
  return window.parley
}

function findScript(key: string): HTMLScriptElement | undefined {
  return Array.from(document.scripts).find((script) => script.dataset.key === key && script.src.endsWith('/widget.js'))
}
