import type { WidgetFacts } from '../../../contract/widget.ts'
import { mergeFacts } from '../merge-facts.ts'
import { type Api, RequestError } from './api.ts'
import type { Store } from './chat-state.ts'

/** What the page says of the conversation: it waits until there is one. What could not be told is told with the next news of it. */
export function createFacts({ api, store }: { api: Api; store: Store }) {
  let facts: WidgetFacts = {}
  let told = Promise.resolve()

  async function tell(): Promise<void> {
    const { phase, state } = store.get()
    if (phase !== 'ready' || !state.started || Object.keys(facts).length === 0) return
    const saying = facts
    facts = {}
    await api.noteFacts(saying).catch((error: unknown) => {
      if (error instanceof RequestError && error.temporary) facts = mergeFacts(saying, facts)
    })
  }

  /** One after the other: what is said later must not arrive earlier. */
  const tellInOrder = (): void => {
    told = told.then(tell)
  }

  return {
    tell: tellInOrder,
    note(more: WidgetFacts): void {
      facts = mergeFacts(facts, more)
      tellInOrder()
    },
  }
}
