import type { Interactive } from '../../../../contract/messages.ts'
import type { JsonObject } from '../json-value.ts'
import { plainInteractive } from '../plain-interactive.ts'
import { shorten } from '../split-text.ts'
import { type FittedInteractive, maxBody } from './fitted-interactive.ts'
import { fitCatalog, fitFlow, fitProducts } from './render-commerce.ts'

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

/**
 * Choices as WhatsApp can show them: up to 3 buttons, else a list of up to 10; questions for the place or the number, products, forms. Null when
 * they fit nothing and must be written out.
 * @param messageId goes along with a form, whose answers come back without the form's own id
 */
export function fitInteractive(interactive: Interactive, messageId: string): FittedInteractive | null {
  switch (interactive.kind) {
    case 'buttons':
      return asButtons(interactive) ?? asList({ button: '☰', sections: [{ rows: interactive.buttons }] }, interactive)
    case 'list':
      return asList(interactive, interactive)
    case 'link':
      return asLink(interactive)
    case 'location-request':
      return fitted('location_request_message', { name: 'send_location' }, {})
    case 'contact-request':
      return fitted('request_contact_info', { name: 'request_contact_info' }, {})
    case 'products':
      return fitProducts(interactive)
    case 'catalog':
      return fitCatalog(interactive)
    case 'flow':
      return fitFlow(interactive, messageId)
    default:
      return null
  }
}

interface Frame {
  header?: string | null | undefined
  footer?: string | null | undefined
}

function fitted(type: string, action: JsonObject, { header, footer }: Frame, more: Partial<FittedInteractive> = {}): FittedInteractive {
  return { type, action, header: header ?? null, footer: footer ?? null, maxBodyLength: maxBody, takesHeaderFile: false, ...more }
}

function asButtons(interactive: Extract<Interactive, { kind: 'buttons' }>): FittedInteractive | null {
  const { buttons, ...frame } = interactive
  const titles = buttons.map((button) => shorten(button.title, buttonTitle))
  // Ids and titles must differ; titles can become equal by being cut.
  if (buttons.length > maxButtons || !areDistinct(titles) || !areDistinct(buttons.map((button) => button.id))) return null
  const action = { buttons: buttons.map((button, index) => ({ type: 'reply', reply: { id: button.id, title: titles[index] } })) }
  const isCut = buttons.some(({ title }, index) => title !== titles[index])
  return fitted('button', action, frame, { takesHeaderFile: true, inFull: isCut ? plainInteractive(interactive) : null })
}

function asList(
  { button, sections }: { button: string; sections: readonly { title?: string | null | undefined; rows: readonly Row[] }[] },
  frame: Frame,
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
  const isCut = rows.some((row) => detailsOf(row).length > rowDescription)
  const isUntitled = sections.some(({ title }) => title && (!titled || title.length > rowTitle))
  const whole = { kind: 'list' as const, button, sections: sections.map((section) => ({ title: section.title, rows: [...section.rows] })) }
  return fitted('list', action, frame, { maxBodyLength: 4096, inFull: isCut || isUntitled ? plainInteractive(whole) : null })
}

/** A title that had to be cut stands in full in the description. */
function fitRow(row: Row): JsonObject {
  const details = detailsOf(row)
  return { id: row.id, title: shorten(row.title, rowTitle), ...(details === '' ? {} : { description: shorten(details, rowDescription) }) }
}

function detailsOf({ title, description }: Row): string {
  return [title.length > rowTitle ? title : null, description].filter((text) => text).join(' — ')
}

function asLink({ title, url, ...frame }: Extract<Interactive, { kind: 'link' }>): FittedInteractive | null {
  if (!/^https?:\/\//.test(url)) return null
  const action = { name: 'cta_url', parameters: { display_text: shorten(title, buttonTitle), url } }
  return fitted('cta_url', action, frame, { takesHeaderFile: true })
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length
}
