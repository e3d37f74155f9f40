import type { Interactive, Location } from '../../../../contract/messages.ts'
import type { Card } from '../../../../contract/rich-interactive.ts'
import type { ProviderCall } from '../outbound-message.ts'
import { type ShownCall, shownButton, shownCall } from '../shown-part.ts'

/** A body as `renderForWidget` writes it. */
interface SentBody {
  text?: string
  fileIds?: string[]
  interactive?: Interactive
  location?: Location
  replyTo?: string
}

/** What the visitor sees of a call. The pictures of cards stand on the cards alone. */
export function showWidgetCall({ body }: ProviderCall): ShownCall {
  const { text, fileIds, interactive, location, replyTo } = body as SentBody
  const onCards = interactive?.kind === 'cards' ? interactive.cards.map(({ fileId }) => fileId) : []
  return shownCall({
    text: text ?? null,
    files: (fileIds ?? []).filter((id) => !onCards.includes(id)).map((id) => ({ id, kind: null, name: null })),
    location: location ?? null,
    quotes: replyTo !== undefined,
    ...(interactive ? tapsOf(interactive) : {}),
  })
}

function tapsOf(interactive: Interactive): Partial<ShownCall> {
  switch (interactive.kind) {
    case 'buttons':
      return { buttons: interactive.buttons.map(({ title }) => shownButton('reply', title)) }
    case 'list':
      return {
        list: {
          button: interactive.button,
          sections: interactive.sections.map(({ title, rows }) => ({
            title: title ?? null,
            rows: rows.map((row) => ({ title: row.title, description: row.description ?? null })),
          })),
        },
      }
    case 'link':
      return { buttons: [shownButton('link', interactive.title, interactive.url)] }
    case 'cards':
      return { cards: interactive.cards.map(shownCard) }
    case 'form': {
      const { name, fields, submit } = interactive
      return { form: { name, fields: fields.map(({ label, options }) => ({ label, options: options ?? [] })), submit: submit ?? null } }
    }
    default:
      return {}
  }
}

function shownCard({ title, text, price, fileId, buttons }: Card): ShownCall['cards'][number] {
  return {
    title,
    text: text ?? null,
    price: price ?? null,
    fileId: fileId ?? null,
    buttons: buttons.map((button) =>
      'url' in button ? shownButton('link', button.title, button.url) : shownButton('reply', button.title),
    ),
  }
}
