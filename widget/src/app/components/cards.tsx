import type { WidgetAttachment, WidgetInteractive } from '../../../../contract/widget.ts'
import type { Chat } from '../chat.ts'
import type { Words } from '../languages/en.ts'
import { safeAddress } from '../split-text.ts'
import { useFile } from './use-file.ts'

interface CardsProps {
  cards: Extract<WidgetInteractive, { kind: 'cards' }>['cards']
  attachments: readonly WidgetAttachment[]
  tappable: boolean
  words: Words
  chat: Chat
  onChoose: (id: string, title: string) => void
}

/** Things to look through, side by side: by swiping, by the keys, or one after the other for who listens. */
export function Cards({ cards, attachments, tappable, words, chat, onChoose }: CardsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ul class="cards" aria-label={words.choose} tabIndex={0}>
      {cards.map((card, index) => (
        <li key={index}>
          {card.fileId && attachments.some(({ fileId }) => fileId === card.fileId) && <Picture fileId={card.fileId} chat={chat} />}
          <h2 dir="auto">{card.title}</h2>
          {card.price && (
            <p class="price" dir="auto">
              {card.price}
            </p>
          )}
          {card.text && <p dir="auto">{card.text}</p>}
          {card.buttons.map((button) => {
            if ('url' in button) {
              const href = safeAddress(button.url)
              return href ? (
                <a key={button.url} class="choice" href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
                  {button.title}
                </a>
              ) : null
            }
            return (
              <button
                key={button.id}
                type="button"
                class="choice"
                dir="auto"
                disabled={!tappable}
                onClick={() => onChoose(button.id, `${button.title}: ${card.title}`)}
              >
                {button.title}
              </button>
            )
          })}
        </li>
      ))}
    </ul>
  )
}

/** Beside its title it says nothing new. */
function Picture({ fileId, chat }: { fileId: string; chat: Chat }) {
  const { address } = useFile(chat, fileId, true)
  return address ? <img src={address} alt="" /> : <div class="blank" />
}
