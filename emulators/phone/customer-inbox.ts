import type { PhoneBook, PhoneMessage } from './phone-book.ts'

export interface CustomerInbox {
  /** Everything that the business sent to this customer, oldest first. */
  readonly inbox: PhoneMessage[]
  /**
   * The next message from the business that fits. Messages that came before the call count, unless an earlier call
   * already returned one after them: so a test may send, and wait afterwards, without missing the answer.
   */
  waitForMessage(fits?: (message: PhoneMessage) => boolean, timeoutMs?: number): Promise<PhoneMessage>
}

export function createCustomerInbox(book: PhoneBook, account: string, customer: () => string): CustomerInbox {
  const seen = new Set<PhoneMessage>()
  const received = () => book.thread(account, customer()).messages.filter((message) => message.direction === 'in')

  function take(fits: (message: PhoneMessage) => boolean): PhoneMessage | undefined {
    const messages = received()
    const found = messages.find((message) => !seen.has(message) && fits(message))
    if (!found) return undefined
    for (const message of messages.slice(0, messages.indexOf(found) + 1)) seen.add(message)
    return found
  }

  return {
    get inbox() {
      return received()
    },
    waitForMessage(fits = () => true, timeoutMs = 5000) {
      const already = take(fits)
      if (already) return Promise.resolve(already)
      return new Promise((resolve, reject) => {
        const stop = book.onEvent((event) => {
          if (event.account !== account || event.customer !== customer()) return
          const found = take(fits)
          if (!found) return
          clearTimeout(timer)
          stop()
          resolve(found)
        })
        const timer = setTimeout(() => {
          stop()
          const texts = received().map((message) => message.text)
          reject(new Error(`no such message within ${timeoutMs} ms; the phone shows ${JSON.stringify(texts.slice(-5))}`))
        }, timeoutMs)
      })
    },
  }
}
