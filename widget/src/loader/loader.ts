import type { WidgetConfig } from '../../../contract/widget.ts'
import { createLauncher } from './launcher.ts'
import type { Command, Messenger, Page } from './page.ts'
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
  window.parley = (...command) => run(command)

  const config = await readConfig(base, key)
  if (!config) return
  const language = ownLanguage || config.language || document.documentElement.lang || navigator.language
  const isKnown = recall(`parley:${key}`)
  // Before they agree nothing of a visitor is kept.
  if (config.consent && !isKnown) allowKeeping(false)
  const emit = (event: string, detail?: unknown): void => {
    for (const listener of listeners[event] ?? []) listener(detail)
  }

  let isOpen = false
  const launcher = createLauncher(key, config, language, () => (isOpen ? close() : open()))
  const page: Page = { base, key, config, language, launcher, emit, close, recall, keep, allowKeeping }

  let messenger: Promise<Messenger> | null = null
  const waiting: Command[] = []
  /** What is behind the launcher is fetched when it is first needed; until then commands wait for it in their order. */
  function hand(command: Command): void {
    waiting.push(command)
    messenger ??= import(/* @vite-ignore */ `${base}/widget/messenger.js`).then(({ createMessenger }) => createMessenger(page))
    messenger.then(
      ({ run }) => {
        for (const next of waiting.splice(0)) run(next)
      },
      () => {
        messenger = null
      },
    )
  }

  function open(): void {
    if (isOpen) return
    isOpen = true
    launcher.showOpen(true)
    hand(['open'])
    emit('open')
  }

  function close(): void {
    if (!isOpen) return
    isOpen = false
    launcher.showOpen(false)
    hand(['close'])
    emit('close')
  }

  run = (command) => {
    const [name, first, second] = command
    if (name === 'open') open()
    else if (name === 'close') close()
    else if (name === 'toggle') isOpen ? close() : open()
    else if (name === 'on') listeners[String(first)] = [...(listeners[String(first)] ?? []), second as Listener]
    else if (messenger) hand(command)
    else {
      waiting.push(command)
      // Somebody known may have a conversation waiting; attributes alone can wait for it.
      if (name !== 'set') whenIdle(() => hand(['wake']))
    }
  }
  for (const command of early) run(command)
  // A returning visitor hears of new messages without opening the chat; to everybody else the rest costs nothing yet.
  if (isKnown) whenIdle(() => hand(['wake']))
}

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
