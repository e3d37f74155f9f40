import type { Addressed, ToChat, ToPage } from '../bridge-messages.ts'

type Start = Omit<Extract<ToChat, { type: 'start' }>, 'type' | 'page' | 'modal'>

export interface FrameOptions {
  base: string
  key: string
  mount: ParentNode
  title: string
  start: () => Start
  on: (message: ToPage) => void
}

export interface Frame {
  show(visible: boolean): void
  /** @returns whether it was there to hear it */
  tell(message: ToChat): boolean
  remove(): void
}

/** The chat in a frame of the server's own origin. */
export function createFrame(options: FrameOptions): Frame {
  const element = document.createElement('iframe')
  let visible = false
  const line = openLine(
    options,
    () => element.contentWindow,
    isFullScreen,
    () => {
      if (visible) element.focus()
    },
  )
  element.title = options.title
  element.dataset.testid = 'widget-frame'
  element.allow = 'clipboard-write; microphone'
  element.src = addressOf(options)
  options.mount.append(element)

  return {
    show(now) {
      visible = now
      element.classList.toggle('open', now)
      line.tell(now ? { type: 'open', modal: isFullScreen() } : { type: 'close' })
      if (now) element.focus()
    },
    tell: line.tell,
    remove() {
      line.end()
      element.remove()
    },
  }
}

/** The same chat in a window of its own. @returns what closes it; nothing where the browser does not open one */
export function openPopup(options: FrameOptions): (() => void) | undefined {
  const popup = open(addressOf(options), `parley-${options.key}`, 'popup,width=420,height=680')
  if (!popup) return
  const line = openLine(
    { ...options, start: () => ({ ...options.start(), open: true }) },
    () => popup,
    () => false,
  )
  return () => {
    line.end()
    popup.close()
  }
}

/** Nothing is said to the chat before it is there, and never to any other origin. */
function openLine(
  { base, key, start, on }: FrameOptions,
  target: () => Window | null,
  isModal: () => boolean,
  onReady?: () => void,
): { tell: Frame['tell']; end: () => void } {
  const { origin } = new URL(base)
  let ready = false
  const tell = (message: ToChat): boolean => {
    if (ready) target()?.postMessage({ ...message, parley: key }, origin)
    return ready
  }
  const listen = (event: MessageEvent<Addressed<ToPage>>): void => {
    if (event.origin !== origin || event.source !== target() || event.data?.parley !== key) return
    if (event.data.type === 'ready') {
      ready = true
      tell({ type: 'start', ...start(), modal: isModal(), page: currentPage() })
      onReady?.()
    } else on(event.data)
  }
  addEventListener('message', listen)
  return { tell, end: () => removeEventListener('message', listen) }
}

/** No query: addresses carry order numbers and reset tokens. */
export function currentPage(): { url: string; title: string } {
  return { url: location.origin + location.pathname, title: document.title.slice(0, 300) }
}

function addressOf({ base, key }: FrameOptions): string {
  return `${base}/widget/app/?key=${encodeURIComponent(key)}#${encodeURIComponent(location.origin)}`
}

/** The same condition as in frame-css.ts: the chat then covers the page and keeps the keyboard's focus. */
function isFullScreen(): boolean {
  return matchMedia('(max-width:480px),(max-height:520px)').matches
}
