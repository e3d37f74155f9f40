import type { WidgetConfig } from '../../../contract/widget.ts'
import { createLauncher } from './launcher.ts'
import type { Attention, ChatWindow, Command, Page } from './page.ts'
import { allowKeeping, keep, recall } from './storage.ts'

type Listener = (detail: unknown) => void

declare global {
  interface Window {
    parley?: ((...command: Command) => void) & { q?: ArrayLike<unknown>[] }
  }
}

const script = document.currentScript as HTMLScriptElement | null
const key = script?.dataset.key
if (script && key && !document.getElementById(`parley-${key}`)) {
  const base = script.src.replace(/\/widget\.js.*$/, '')
  void start(base, key, script.dataset.language)
}

async function start(base: string, key: string, ownLanguage: string | undefined): Promise<void> {
  const listeners: Record<string, Listener[]> = {}
  const early: Command[] = Array.from(window.parley?.q ?? [], (args) => Array.from(args) as Command)
  let run = (command: Command): void => {
    early.push(command)
  }
  const mine = (...command: Command): void => run(command)
  window.parley = mine

  const config = await readConfig(base, key)
  if (!config) return
  const language = ownLanguage || config.language || document.documentElement.lang || navigator.language
  const stored = `parley:${key}`
  const isKnown = recall(stored)
  // Before they agree nothing of a visitor is kept.
  if (config.consent && !isKnown) allowKeeping(false)
  const emit = (event: string, detail?: unknown): void => {
    for (const listener of listeners[event] ?? []) listener(detail)
  }

  let isOpen = false
  /** Where a page's own script has asked for it, its wish counts. */
  let wish: boolean | null = null
  // With rules it is not known yet.
  let isAllowed = !config.pages
  const isShown = () => wish ?? (isAllowed && !config.launcher.hidden)
  const launcher = createLauncher(key, config, language, () => (isOpen ? close() : open()))
  const showLauncher = () => launcher.show(isShown())
  showLauncher()

  let chatWindow: Promise<ChatWindow> | null = null
  let attention: Attention | null = null
  const page: Page = {
    base,
    key,
    config,
    language,
    launcher,
    emit,
    close,
    recall,
    keep,
    allowKeeping,
    isShown: () => wish ?? isAllowed,
    allow(on) {
      isAllowed = on
      if (!on && wish === null) close()
      showLauncher()
    },
    answer(greeting) {
      if (greeting) hand(['greeting', greeting])
      open()
    },
  }

  const waiting: Command[] = []
  /** What is behind the launcher is fetched when it is first needed; until then commands wait for it in their order. */
  function hand(command: Command): void {
    if (run === nothing) return
    waiting.push(command)
    chatWindow ??= import(/* @vite-ignore */ `${base}/widget/chat-window.js`).then(({ createChatWindow }) => createChatWindow(page))
    chatWindow.then(
      ({ run }) => {
        for (const next of waiting.splice(0)) run(next)
      },
      () => {
        // Not reached: the next click tries again.
        chatWindow = null
        if (!isOpen) return
        isOpen = false
        launcher.showOpen(false)
      },
    )
  }

  function open(): void {
    if (isOpen) return
    setOpen(true)
  }

  function close(): void {
    if (isOpen) setOpen(false)
  }

  function setOpen(open: boolean): void {
    const name = open ? 'open' : 'close'
    isOpen = open
    launcher.showOpen(open)
    attention?.opened(open)
    hand([name])
    emit(name)
  }

  run = (command) => {
    const [name, first, second] = command
    // At once: the page may be left in the next moment, and the next person be somebody else.
    if (name === 'reset' || name === 'shutdown') for (const it of [stored, `${stored}:greeted`]) keep(it, null)
    if (name === 'open') open()
    else if (name === 'close') close()
    else if (name === 'toggle') setOpen(!isOpen)
    else if (name === 'show' || name === 'hide') {
      wish = name === 'show'
      showLauncher()
      attention?.refresh()
    } else if (name === 'newMessage') {
      open()
      hand(command)
    } else if (name === 'on' || name === 'off') {
      const others = (listeners[String(first)] ?? []).filter((listener) => listener !== second)
      listeners[String(first)] = name === 'on' ? [...others, second as Listener] : others
      // Whoever is heard here finds it ready.
      if (name === 'on' && first === 'ready') (second as Listener)(undefined)
    } else if (name === 'destroy') {
      attention?.stop()
      if (chatWindow) hand(command)
      launcher.remove()
      run = nothing
      // Another may have been loaded since.
      if (window.parley === mine) delete window.parley
    } else if (chatWindow || name === 'popout') hand(command)
    else {
      waiting.push(command)
      // Somebody known may have a conversation waiting; whatever else is said can wait for it.
      if (/^(id|cons)/.test(name)) whenIdle(() => hand(['wake']))
    }
  }
  for (const command of early) run(command)
  if (run === nothing) return
  if (config.pages || config.greeting || config.greetings.length)
    import(/* @vite-ignore */ `${base}/widget/attention.js`).then(({ createAttention }) => {
      attention = createAttention(page)
      attention?.opened(isOpen)
    }, nothing)
  // A returning visitor hears of new messages without opening the chat; to everybody else the rest costs nothing yet.
  if (isKnown) whenIdle(() => hand(['wake']))
}

const nothing = (): void => {}

async function readConfig(base: string, key: string): Promise<WidgetConfig | null> {
  try {
    const response = await fetch(`${base}/widget/v1/config?key=${encodeURIComponent(key)}`, { credentials: 'omit' })
    return response.ok ? await response.json() : null
  } catch {
    return null
  }
}

function whenIdle(work: () => unknown): void {
  if ('requestIdleCallback' in window) requestIdleCallback(() => work(), { timeout: 3000 })
  else setTimeout(work, 1500)
}
