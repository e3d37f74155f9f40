import { useEffect, useRef } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import type { Words } from '../languages/en.ts'
import { safeAddress } from '../split-text.ts'

/** Stands in place of the chat until the visitor agrees: before that nothing of them is stored. */
export function Consent({ state, words, chat }: { state: ChatState; words: Words; chat: Chat }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const focus = () => heading.current?.focus()
    focus()
    addEventListener('focus', focus)
    return () => removeEventListener('focus', focus)
  }, [])
  const { text = '', link = null } = state.config?.consent ?? {}
  const address = link && safeAddress(link)
  return (
    <section class="ask" data-testid="widget-consent">
      <h2 ref={heading} tabIndex={-1}>
        {words.consentTitle}
      </h2>
      <p dir="auto" class="wording">
        {text}
      </p>
      {address && (
        <a href={address} target="_blank" rel="noopener noreferrer nofollow">
          {words.consentMore}
        </a>
      )}
      <div class="acts">
        <button type="button" class="main" data-testid="widget-agree" onClick={() => chat.agree()}>
          {words.agree}
        </button>
        <button type="button" class="other" onClick={chat.close}>
          {words.decline}
        </button>
      </div>
    </section>
  )
}
