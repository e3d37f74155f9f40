import type { WidgetMessage } from '../../../../contract/widget.ts'
import type { Chat } from '../chat.ts'
import { nameOf } from '../describe-message.ts'
import type { Words } from '../languages/en.ts'
import type { OutgoingMessage } from '../outbox.ts'
import { AttachmentView } from './attachment-view.tsx'
import { Choices } from './choices.tsx'
import { Icon, Spark } from './icons.tsx'
import { RichText } from './rich-text.tsx'

interface MessageProps {
  message: WidgetMessage
  waiting: OutgoingMessage | null
  first: boolean
  isLast: boolean
  tappable: boolean
  words: Words
  language: string
  chat: Chat
}

export function Message({ message, waiting, first, isLast, tappable, words, language, chat }: MessageProps) {
  const { author } = message
  // A picture of a card is shown on it.
  const onCards = message.interactive?.kind === 'cards' ? message.interactive.cards.map(({ fileId }) => fileId) : []
  const loose = message.attachments.filter(({ fileId }) => !onCards.includes(fileId))
  const text = message.deleted ? words.deleted : (message.text ?? (hasContent(message) ? null : words.unsupported))
  return (
    <article
      class={`message ${author.type} ${first ? 'first' : ''}`}
      data-testid="widget-message"
      data-author={author.type}
      data-waiting={waiting !== null}
    >
      {first && (
        <p class={author.type === 'contact' ? 'author hidden' : 'author'}>
          {author.type === 'agent' && <Spark />}
          {nameOf(author, words)}
        </p>
      )}
      {text && (
        <div class={`bubble ${message.deleted ? 'gone' : ''}`} dir="auto">
          <p>{message.deleted ? text : <RichText text={text} />}</p>
          {message.edited && !message.deleted && <small>{words.edited}</small>}
        </div>
      )}
      {!message.deleted && loose.map((file) => <AttachmentView key={file.id} attachment={file} words={words} chat={chat} />)}
      {!message.deleted && message.location && (
        <a class="bubble" href={mapAddress(message.location)} target="_blank" rel="noopener noreferrer nofollow">
          {message.location.name ?? message.location.address ?? words.location}
        </a>
      )}
      {!message.deleted && message.interactive && (
        <Choices
          interactive={message.interactive}
          attachments={message.attachments}
          chat={chat}
          onFill={(values, lines) => chat.send({ form: { messageId: message.id, values, lines } })}
          tappable={tappable}
          words={words}
          onChoose={(id, title) => chat.send({ reply: { messageId: message.id, id, title } })}
        />
      )}
      {waiting?.state === 'failed' ? (
        <p class="note failed" role="alert">
          {words.failed}{' '}
          <button type="button" class="plain" onClick={() => chat.retry(waiting.clientId)}>
            {words.retry}
          </button>
        </p>
      ) : (
        (isLast || waiting) && (
          <p class="note">
            {author.type === 'contact' && <Status message={message} waiting={waiting} words={words} />}
            <time dateTime={message.createdAt}>
              {new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(new Date(message.createdAt))}
            </time>
          </p>
        )
      )}
    </article>
  )
}

function Status({ message, waiting, words }: { message: WidgetMessage; waiting: OutgoingMessage | null; words: Words }) {
  const label = waiting ? (waiting.state === 'sending' ? words.sending : words.queued) : message.status === 'read' ? words.read : words.sent
  return (
    <span class="tick" role="img" aria-label={label} title={label}>
      <Icon name={waiting ? 'clock' : message.status === 'read' ? 'checks' : 'check'} />
    </span>
  )
}

function hasContent(message: WidgetMessage): boolean {
  return message.attachments.length > 0 || message.location !== null || message.interactive !== null
}

function mapAddress({ latitude, longitude }: NonNullable<WidgetMessage['location']>): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
}
