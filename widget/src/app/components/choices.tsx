import type { WidgetAttachment, WidgetInteractive } from '../../../../contract/widget.ts'
import type { Chat } from '../chat.ts'
import type { Words } from '../languages/en.ts'
import { safeAddress } from '../split-text.ts'
import { Cards } from './cards.tsx'
import { ChatForm } from './chat-form.tsx'

interface ChoicesProps {
  interactive: WidgetInteractive
  attachments: readonly WidgetAttachment[]
  /** Only the newest question can be answered by tapping, and cards always. */
  tappable: boolean
  words: Words
  chat: Chat
  onChoose: (id: string, title: string) => void
  onFill: (values: Record<string, string>, lines: string) => void
}

export function Choices({ interactive, attachments, tappable, words, chat, onChoose, onFill }: ChoicesProps) {
  if (interactive.kind === 'cards') return <Cards {...{ attachments, tappable, words, chat, onChoose }} cards={interactive.cards} />
  if (interactive.kind === 'form') return <ChatForm form={interactive} open={tappable} words={words} onSubmit={onFill} />
  if (interactive.kind === 'link') {
    const href = safeAddress(interactive.url)
    return href ? (
      <a class="choice" href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
        {interactive.title}
      </a>
    ) : null
  }
  if (interactive.kind === 'buttons') {
    return (
      <fieldset class="choices" disabled={!tappable} aria-label={words.choose}>
        {interactive.buttons.map(({ id, title }) => (
          <button key={id} type="button" class="choice" dir="auto" onClick={() => onChoose(id, title)}>
            {title}
          </button>
        ))}
      </fieldset>
    )
  }
  if (interactive.kind !== 'list') return null
  return (
    <fieldset class="list" disabled={!tappable} aria-label={interactive.button || words.choose}>
      {interactive.sections.map((section, index) => (
        <div key={index}>
          {section.title && <h2 dir="auto">{section.title}</h2>}
          {section.rows.map(({ id, title, description }) => (
            <button key={id} type="button" dir="auto" onClick={() => onChoose(id, title)}>
              {title}
              {description && <small>{description}</small>}
            </button>
          ))}
        </div>
      ))}
    </fieldset>
  )
}
