import type { Addressed, ToChat, ToPage } from '../bridge-messages.ts'

export interface Bridge {
  tell(message: ToPage): void
}

/**
 * The line to the page that holds the frame. The page's origin comes from the loader, in the address after `#`; the browser checks it on
 * each message, and the server has told the browser which sites may hold the frame at all.
 */
export function openBridge(key: string, pageOrigin: string, onMessage: (message: ToChat) => void): Bridge {
  addEventListener('message', (event: MessageEvent<Addressed<ToChat>>) => {
    if (event.source === parent && event.origin === pageOrigin && event.data?.parley === key) onMessage(event.data)
  })
  return {
    tell: (message) => parent.postMessage({ ...message, parley: key } satisfies Addressed<ToPage>, pageOrigin),
  }
}
