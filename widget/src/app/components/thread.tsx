import type { WidgetMessage } from '../../../../contract/widget.ts'
import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import { dayOf } from '../day-of.ts'
import { eventLine, nameOf } from '../describe-message.ts'
import type { Words } from '../languages/en.ts'
import type { OutgoingMessage } from '../outbox.ts'
import { Spark } from './icons.tsx'
import { Message } from './message.tsx'
import { Rating } from './rating.tsx'
import { useStayAtEnd } from './use-stay-at-end.ts'

export interface ThreadProps {
  state: ChatState
  words: Words
  language: string
  chat: Chat
  /** To be read only. */
  isPast?: boolean
}

const groupedWithinMs = 5 * 60_000

export function Thread({ state, words, language, chat, isPast = false }: ThreadProps) {
  const { messages, waiting, config } = state
  const { list, content } = useStayAtEnd(messages[0]?.id)
  const shown = [...messages, ...waiting.map(asMessage)]
  const lastAsked = shown.findLastIndex(({ author, interactive }) => author.type !== 'contact' && interactive !== null)
  const answered = shown.some(({ author }, index) => index > lastAsked && author.type === 'contact')
  // A carousel can be ordered from as long as it is seen, a question answered once.
  const isTappable = ({ interactive }: WidgetMessage, index: number) =>
    !isPast && (interactive?.kind === 'cards' || (index === lastAsked && !answered))
  const opening = openingOf(state)

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="thread" role="log" aria-live="polite" aria-label={words.messages} tabIndex={0} ref={list}>
      <div class="turns" ref={content}>
        {state.olderCursor && (
          <button type="button" class="plain older" onClick={() => void chat.loadOlder()}>
            {words.older}
          </button>
        )}
        {opening && config && (
          <div class={`message ${config.assistant ? 'agent' : 'user'} first`}>
            <p class="author">
              {config.assistant && <Spark />}
              {config.assistant ? nameOf({ type: 'agent', name: config.assistant.name }, words) : config.title}
            </p>
            <div class="bubble" dir="auto">
              <p>{opening}</p>
            </div>
          </div>
        )}
        {shown.map((message, index) => {
          const before = shown[index - 1]
          const newDay = dayOf(before?.createdAt, language) !== dayOf(message.createdAt, language)
          const own = waiting.find((one) => one.clientId === message.clientId)
          return (
            <div key={message.clientId ?? message.id} class="row">
              {newDay && <p class="line day">{dayOf(message.createdAt, language)}</p>}
              {message.event ? (
                <p class="line">{eventLine(message, words, config?.assistant != null)}</p>
              ) : (
                <Message
                  message={message}
                  waiting={own ?? null}
                  first={newDay || !before || !isSameTurn(before, message)}
                  isLast={index === shown.length - 1}
                  tappable={isTappable(message, index)}
                  words={words}
                  language={language}
                  chat={chat}
                />
              )}
            </div>
          )
        })}
        {state.state.asksRating && <Rating words={words} chat={chat} />}
        {state.typing && (
          <div class={`message ${state.typing.author} first`} data-testid="widget-typing">
            <p class="author">
              {state.typing.author === 'agent' && <Spark />}
              {nameOf({ type: state.typing.author, name: state.typing.name }, words)}
            </p>
            <div class="bubble dots" role="img" aria-label={words.typing}>
              <i />
              <i />
              <i />
            </div>
          </div>
        )}
      </div>
    </div>
  )
}

/** The first words: the greeting that brought the visitor here, else the chat's own; none where the record begins with one. */
function openingOf({ config, greeting, messages, olderCursor }: ChatState): string | null {
  const first = messages[0]
  if (olderCursor || (first?.author.type === 'system' && !first.event)) return null
  const isNew = messages.every(({ author }) => author.type === 'contact')
  return (isNew ? greeting?.text : null) ?? config?.greeting ?? null
}

function asMessage(outgoing: OutgoingMessage): WidgetMessage {
  return {
    id: outgoing.clientId,
    clientId: outgoing.clientId,
    author: { type: 'contact', name: null },
    type: 'text',
    text: outgoing.reply?.title ?? outgoing.form?.lines ?? outgoing.text,
    attachments: outgoing.files.map((file) => ({ ...file, fileId: file.id })),
    interactive: null,
    location: null,
    event: null,
    status: 'queued',
    edited: false,
    deleted: false,
    createdAt: outgoing.createdAt,
  }
}

function isSameTurn(before: WidgetMessage, message: WidgetMessage): boolean {
  return (
    !before.event &&
    before.author.type === message.author.type &&
    before.author.name === message.author.name &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < groupedWithinMs
  )
}
