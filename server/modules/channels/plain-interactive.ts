import type { Interactive } from '../../../contract/messages.ts'
import type { Card, FormField } from '../../../contract/rich-interactive.ts'
import { actionLine } from './fit-actions.ts'
import { plainReceipt } from './plain-receipt.ts'

/**
 * What could be tapped, as lines of text, for channels (or numbers of choices) that have no buttons: choices numbered from 1, links
 * written out. The person answers with the number or the words. What only one provider has (a form, a catalogue, a question for the place or the
 * number) leaves a sign of what the text beside it asks for. Lines above and below the text are no part of this: see fit-message.ts.
 */
export function plainInteractive(interactive: Interactive): string {
  switch (interactive.kind) {
    case 'buttons':
      return numbered(interactive.buttons)
    case 'list': {
      let number = 0
      return interactive.sections
        .map((section) => [section.title, ...section.rows.map((row) => `${++number}. ${rowLine(row)}`)].filter(Boolean).join('\n'))
        .join('\n\n')
    }
    case 'link':
      return `${interactive.title}: ${interactive.url}`
    case 'actions':
      return interactive.buttons.map(actionLine).join('\n')
    case 'receipt':
      return plainReceipt(interactive)
    case 'cards':
      return plainCards(interactive.cards)
    case 'form':
      return [interactive.name, ...interactive.fields.map((field, index) => `${index + 1}. ${fieldLine(field)}`)].join('\n')
    case 'products':
      return interactive.productIds.map((id) => `• ${id}`).join('\n')
    case 'catalog':
      return ['🛍', interactive.thumbnailProductId].filter(Boolean).join(' ')
    case 'location-request':
      return '📍'
    case 'contact-request':
      return '☎️'
    case 'reply':
      return rowLine(interactive)
    case 'flow':
      return [interactive.name, interactive.button].filter(Boolean).join(': ')
    case 'call-permission':
      return interactive.granted ? '📞 ✓' : '📞 ✗'
  }
}

const rightToLeft = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** `24 900 ₸` in a line that is read from the right keeps its own order (Unicode TR 9, first strong isolate). Latin and Cyrillic lines need no signs. */
function isolated(price: string, line: string): string {
  return rightToLeft.test(line) ? `\u2068${price}\u2069` : price
}

/** Buttons that answer are numbered through all cards, those that lead somewhere are written out. */
function plainCards(cards: readonly Card[]): string {
  let number = 0
  return cards
    .map(({ title, price, text, buttons }) =>
      [
        price ? `${title} — ${isolated(price, title)}` : title,
        text,
        ...buttons.map((button) => ('url' in button ? `${button.title}: ${button.url}` : `${++number}. ${button.title}`)),
      ]
        .filter(Boolean)
        .join('\n'),
    )
    .join('\n\n')
}

function fieldLine({ label, options }: FormField): string {
  return options?.length ? `${label} (${options.join(', ')})` : label
}

interface Choice {
  title: string
  description?: string | null | undefined
}

function numbered(choices: readonly Choice[]): string {
  return choices.map((choice, index) => `${index + 1}. ${rowLine(choice)}`).join('\n')
}

function rowLine({ title, description }: Choice): string {
  return description ? `${title} — ${description}` : title
}

/** Text and what follows it, with an empty line between. */
export function joinTexts(...texts: (string | null | undefined)[]): string {
  return texts.filter((text) => text).join('\n\n')
}
