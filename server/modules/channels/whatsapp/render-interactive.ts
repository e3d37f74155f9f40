import type { Interactive } from '../../../../contract/messages.ts'
import type { JsonObject } from '../json-value.ts'
import { shorten } from '../split-text.ts'

export interface FittedInteractive {
  /** Without its body. */
  interactive: JsonObject
  maxBodyLength: number
}

interface Row {
  id: string
  title: string
  description?: string | null | undefined
}

const maxButtons = 3
const maxRows = 10
const buttonTitle = 20
const rowTitle = 24
const rowDescription = 72

/** Choices as WhatsApp can show them: up to 3 buttons, else a list of up to 10; null when neither fits and they must be written out. */
export function fitInteractive(interactive: Interactive): FittedInteractive | null {
  switch (interactive.kind) {
    case 'buttons':
      return asButtons(interactive.buttons) ?? asList('☰', [{ rows: interactive.buttons }])
    case 'list':
      return asList(interactive.button, interactive.sections)
    case 'link':
      return asLink(interactive.title, interactive.url)
    default:
      return null
  }
}

function asButtons(buttons: readonly Row[]): FittedInteractive | null {
  const titles = buttons.map((button) => shorten(button.title, buttonTitle))
  // Ids and titles must differ; titles can become equal by being cut.
  if (buttons.length > maxButtons || !areDistinct(titles) || !areDistinct(buttons.map((button) => button.id))) return null
  const action = { buttons: buttons.map((button, index) => ({ type: 'reply', reply: { id: button.id, title: titles[index] } })) }
  return { interactive: { type: 'button', action }, maxBodyLength: 1024 }
}

function asList(
  button: string,
  sections: readonly { title?: string | null | undefined; rows: readonly Row[] }[],
): FittedInteractive | null {
  const rows = sections.flatMap((section) => section.rows)
  if (rows.length > maxRows || !areDistinct(rows.map((row) => row.id))) return null
  const titled = sections.length === 1 || sections.every((section) => section.title)
  // Several sections need a title each; without, the rows stand in one.
  const groups = titled ? sections : [{ rows }]
  const action = {
    button: shorten(button, buttonTitle),
    sections: groups.map((section) => ({
      ...(section.title ? { title: shorten(section.title, rowTitle) } : {}),
      rows: section.rows.map(fitRow),
    })),
  }
  return { interactive: { type: 'list', action }, maxBodyLength: 4096 }
}

/** A title that had to be cut stands in full in the description. */
function fitRow({ id, title, description }: Row): JsonObject {
  const short = shorten(title, rowTitle)
  const details = [short === title ? null : title, description].filter((text) => text).join(' — ')
  return { id, title: short, ...(details === '' ? {} : { description: shorten(details, rowDescription) }) }
}

function asLink(title: string, url: string): FittedInteractive | null {
  if (!/^https?:\/\//.test(url)) return null
  const action = { name: 'cta_url', parameters: { display_text: shorten(title, buttonTitle), url } }
  return { interactive: { type: 'cta_url', action }, maxBodyLength: 1024 }
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length
}
