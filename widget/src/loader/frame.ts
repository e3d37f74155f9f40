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
  tell(message: ToChat): void
  remove(): void
}

/** The chat in a frame of the server's own origin. Nothing is said to it before it is there, and never to any other origin. */
export function createFrame(options: FrameOptions): Frame {
  const origin = new URL(options.base).origin
  const element = document.createElement('iframe')
  let ready = false
  let visible = false

  const tell = (message: ToChat): void => {
    if (ready) element.contentWindow?.postMessage({ ...message, parley: options.key }, origin)
  }
  const listen = (event: MessageEvent<Addressed<ToPage>>): void => {
    if (event.origin !== origin || event.source !== element.contentWindow || event.data?.parley !== options.key) return
    if (event.data.type === 'ready') {
      ready = true
      // No query: addresses carry order numbers and reset tokens.
      tell({
        type: 'start',
        ...options.start(),
        modal: isFullScreen(),
        page: { url: location.origin + location.pathname, title: document.title },
      })
      if (visible) element.focus()
    } else options.on(event.data)
  }

  addEventListener('message', listen)
  element.title = options.title
  element.dataset.testid = 'widget-frame'
  element.allow = 'clipboard-write; microphone'
  element.src = `${options.base}/widget/app/?key=${encodeURIComponent(options.key)}#${encodeURIComponent(location.origin)}`
  options.mount.append(element)

  return {
    show(now) {
      visible = now
      element.classList.toggle('open', now)
      tell(now ? { type: 'open', modal: isFullScreen() } : { type: 'close' })
      if (now) element.focus()
    },
    tell,
    remove() {
      removeEventListener('message', listen)
      element.remove()
    },
  }
}

/** The same condition as in frame-css.ts: the chat then covers the page and keeps the keyboard's focus. */
function isFullScreen(): boolean {
  return matchMedia('(max-width:480px),(max-height:520px)').matches
}
