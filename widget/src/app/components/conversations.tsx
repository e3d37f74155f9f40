import { useEffect, useRef, useState } from 'preact/hooks'
import type { WidgetConversation } from '../../../../contract/widget.ts'
import type { Chat } from '../chat.ts'
import { dayOf } from '../day-of.ts'
import type { Words } from '../languages/en.ts'

/** What was talked about before, and the way to begin anew. */
export function Conversations({ words, language, chat }: { words: Words; language: string; chat: Chat }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [list, setList] = useState<WidgetConversation[] | null>(null)
  const [trouble, setTrouble] = useState(false)
  useEffect(() => {
    heading.current?.focus()
    chat.conversations().then(setList, () => setTrouble(true))
  }, [chat])
  const open = (conversation: WidgetConversation) => {
    if (!conversation.endedAt) return chat.look('chat')
    chat.lookAt(conversation).catch(() => setTrouble(true))
  }
  const begin = (isOpen: boolean) => void chat.beginAnew(isOpen).catch(() => setTrouble(true))
  return (
    <section class="ask conversations" data-testid="widget-conversations">
      <h2 ref={heading} tabIndex={-1}>
        {words.conversations}
      </h2>
      {trouble && (
        <p class="failed" role="alert">
          {words.unavailable}
        </p>
      )}
      <ul>
        {list?.map((conversation) => (
          <li key={conversation.id}>
            <button type="button" onClick={() => open(conversation)}>
              <bdi>{conversation.text ?? words.messages}</bdi>
              <small>
                {dayOf(conversation.startedAt, language)} · {conversation.endedAt ? words.over : words.goesOn}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <div class="acts">
        {list?.[0] && (
          <button type="button" class="main" data-testid="widget-begin-anew" onClick={() => begin(list[0]?.endedAt === null)}>
            {words.beginAnew}
          </button>
        )}
        <button type="button" class="other" onClick={() => chat.look('chat')}>
          {words.goBack}
        </button>
      </div>
    </section>
  )
}
