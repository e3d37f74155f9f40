import type { WidgetAttributes, WidgetIdentity } from '../../../contract/widget.ts'
import { createFrame, type Frame } from './frame.ts'
import { createLauncher, type LauncherConfig } from './launcher.ts'
import { keep, recall } from './storage.ts'

type Listener = (detail: unknown) => void
type Command = [name: string, ...args: unknown[]]

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
  const stored = `parley:${key}`
  const listeners: Record<string, Listener[]> = {}
  const waiting: Command[] = Array.from(window.parley?.q ?? [], (args) => Array.from(args) as Command)
  let run = (command: Command): void => {
    waiting.push(command)
  }
  window.parley = (...command) => run(command)

  const config = await readConfig(base, key)
  if (!config) return
  const language = ownLanguage || config.language || document.documentElement.lang || navigator.language
  const emit = (event: string, detail?: unknown): void => {
    for (const listener of listeners[event] ?? []) listener(detail)
  }

  let frame: Frame | null = null
  let identity: WidgetIdentity | null = null
  let attributes: WidgetAttributes = {}
  let isOpen = false
  let fresh = false

  const launcher = createLauncher(key, config, language, () => (isOpen ? close() : open()))

  function showFrame(): Frame {
    frame ??= createFrame({
      base,
      key,
      mount: launcher.mount,
      title: config?.title ?? '',
      start: () => ({ token: recall(stored), identity, attributes, language, open: isOpen, fresh }),
      on: (message) => {
        if (message.type === 'token') keep(stored, message.token)
        else if (message.type === 'close') close()
        else if (message.type === 'message') emit('message', message.message)
        else if (message.type === 'identity') emit('identity', message.state)
        else if (message.type === 'unread') {
          launcher.showUnread(message.count)
          emit('unread', message.count)
        }
      },
    })
    return frame
  }

  function open(): void {
    if (isOpen) return
    isOpen = true
    launcher.showOpen(true)
    showFrame().show(true)
    emit('open')
  }

  function close(): void {
    if (!isOpen) return
    isOpen = false
    launcher.showOpen(false)
    frame?.show(false)
    emit('close')
  }

  function reset(): void {
    keep(stored, null)
    identity = null
    attributes = {}
    fresh = true
    frame?.remove()
    frame = null
    launcher.showUnread(0)
    if (isOpen) showFrame().show(true)
  }

  run = ([name, first, second]) => {
    if (name === 'open') open()
    else if (name === 'close') close()
    else if (name === 'toggle') isOpen ? close() : open()
    else if (name === 'reset') reset()
    else if (name === 'on') listeners[String(first)] = [...(listeners[String(first)] ?? []), second as Listener]
    else if (name === 'identify') {
      identity = first as WidgetIdentity
      frame?.tell({ type: 'identify', identity })
      // Somebody known may have a conversation waiting.
      if (!frame) whenIdle(showFrame)
    } else if (name === 'set') {
      attributes = { ...attributes, ...(first as WidgetAttributes) }
      frame?.tell({ type: 'set', attributes })
    }
  }
  for (const command of waiting) run(command)
  // A returning visitor hears of new messages without opening the chat; to everybody else the frame costs nothing yet.
  if (recall(stored) && !frame) whenIdle(showFrame)
}

async function readConfig(base: string, key: string): Promise<LauncherConfig | null> {
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
