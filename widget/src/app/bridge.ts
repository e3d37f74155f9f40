import type { Addressed, ToChat, ToPage } from '../bridge-messages.ts'

export interface Bridge {
  tell(message: ToPage): void
}

/**
 * The line to the page that holds the frame or has opened the window; a chat opened from a mail has none. The page's origin comes from the
 * loader, in the address after `#`; the browser checks it on each message, and the server has told the browser which sites may hold the
 * frame at all.
 */
export function openBridge(key: string, pageOrigin: string, onMessage: (message: ToChat) => void): Bridge {
  const page: Window | null = !/^https?:/.test(pageOrigin) ? null : parent === window ? opener : parent
  addEventListener('message', (event: MessageEvent<Addressed<ToChat>>) => {
    if (page && event.source === page && event.origin === pageOrigin && event.data?.parley === key) onMessage(event.data)
  })
  return {
    tell(message) {
      page?.postMessage({ ...message, parley: key } satisfies Addressed<ToPage>, pageOrigin)
      if (message.type === 'close' && parent === window) close()
    },
  }
}
