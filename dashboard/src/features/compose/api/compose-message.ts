import type { InsertKind } from '../../../../../contract/compose-kinds.ts'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import type { NewMessage } from '../../../lib/contract.ts'
import { locationOf, oneLine } from '../../templates/api/place.ts'
import type { CardDraft, Draft, FieldDraft } from './draft.ts'

type Interactive = NonNullable<NewMessage['interactive']>
type FormField = Extract<Interactive, { kind: 'form' }>['fields'][number]

/** As the API takes it; null while something is missing. */
export function composeMessage(kind: InsertKind, draft: Draft): NewMessage | null {
  const text = draft.text.trim()
  if (kind === 'location') {
    const location = locationOf(draft.place)
    return location && { ...(text ? { text } : {}), location }
  }
  if (kind === 'contact-cards') {
    const person = personOf(draft)
    return person && { ...(text ? { text } : {}), contactCards: [person] }
  }
  const interactive = interactiveOf(kind, draft)
  if (!interactive || (needsText(kind) && text === '')) return null
  const pictures = kind === 'cards' ? draft.cards.flatMap(({ picture }) => (picture ? [{ fileId: picture.fileId }] : [])) : []
  return { ...(text ? { text } : {}), interactive, ...(pictures.length > 0 ? { attachments: pictures } : {}) }
}

/** Without words nobody would know what the choices are for. */
export function needsText(kind: InsertKind): boolean {
  return kind !== 'location' && kind !== 'contact-cards' && kind !== 'cards' && kind !== 'products'
}

function interactiveOf(kind: Exclude<InsertKind, 'location' | 'contact-cards'>, draft: Draft): Interactive | null {
  switch (kind) {
    case 'buttons': {
      const buttons = filled(draft.buttons).map((title, index) => ({ id: `choice-${index + 1}`, title }))
      return buttons.length > 0 ? { kind, buttons, ...frameOf(draft) } : null
    }
    case 'list':
      return listOf(draft)
    case 'link': {
      const [title, url] = [oneLine(draft.linkTitle), webAddress(draft.linkUrl)]
      return title && url ? { kind, title, url, ...frameOf(draft) } : null
    }
    case 'cards': {
      const cards = draft.cards.map(cardOf)
      return cards.every((card) => card !== null) ? { kind, cards } : null
    }
    case 'form':
      return formOf(draft)
    case 'flow': {
      const [flowId, button] = [draft.flowId.trim(), oneLine(draft.flowButton)]
      return flowId && button ? { kind, response: {}, flowId, button, ...frameOf(draft) } : null
    }
    case 'products': {
      const [catalogId, productIds] = [draft.catalogId.trim(), linesOf(draft.productIds)]
      return catalogId && productIds.length > 0 && productIds.length <= messageLimits.products
        ? { kind, catalogId, productIds, ...frameOf(draft) }
        : null
    }
    case 'catalog':
      return { kind }
    case 'location-request':
    case 'contact-request':
      return { kind }
  }
}

function listOf(draft: Draft): Interactive | null {
  let count = 0
  const sections = draft.sections.flatMap(({ title, rows }) => {
    const named = rows.filter((row) => row.title.trim() !== '')
    if (named.length === 0) return []
    return {
      ...(title.trim() ? { title: oneLine(title) } : {}),
      rows: named.map((row) => ({
        id: `row-${++count}`,
        title: oneLine(row.title),
        ...(row.description.trim() ? { description: oneLine(row.description) } : {}),
      })),
    }
  })
  const button = oneLine(draft.listButton)
  return sections.length > 0 && button ? { kind: 'list', button, sections, ...frameOf(draft) } : null
}

type Card = Extract<Interactive, { kind: 'cards' }>['cards'][number]

function cardOf({ title, text, price, picture, buttons }: CardDraft, index: number): Card | null {
  const taps = buttons.map(({ title, url }, place) => {
    const [words, address] = [oneLine(title), url.trim() === '' ? null : webAddress(url)]
    if (!words || (url.trim() !== '' && !address)) return null
    return address ? { title: words, url: address } : { id: `card-${index + 1}-${place + 1}`, title: words }
  })
  if (!title.trim() || taps.some((tap) => tap === null)) return null
  return {
    title: oneLine(title),
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(price.trim() ? { price: oneLine(price) } : {}),
    ...(picture ? { fileId: picture.fileId } : {}),
    buttons: taps.filter((tap) => tap !== null),
  }
}

function formOf({ formName, fields, submit }: Draft): Interactive | null {
  const taken = new Set<string>()
  const asked = fields.map((field) => fieldOf(field, taken))
  if (!formName.trim() || asked.some((field) => field === null)) return null
  return {
    kind: 'form',
    name: oneLine(formName),
    fields: asked.filter((field) => field !== null),
    ...(submit.trim() ? { submit: oneLine(submit) } : {}),
  }
}

function fieldOf({ label, type, options, required }: FieldDraft, taken: Set<string>): FormField | null {
  const choices = linesOf(options)
  if (!label.trim() || (type === 'choice' && !areOptions(choices))) return null
  return { name: nameOf(label, taken), label: oneLine(label), type, required, ...(type === 'choice' ? { options: choices } : {}) }
}

function areOptions(lines: readonly string[]): boolean {
  return lines.length > 1 && lines.length <= messageLimits.fieldOptions && lines.every((line) => line.length <= messageLimits.title)
}

/** The name under which the answer comes back: the question itself, as far as names go, and each once. */
function nameOf(label: string, taken: Set<string>): string {
  const plain = oneLine(label.replace(/[^\p{L}\p{N} _.-]/gu, ' '))
    .replace(/^[ _.-]+/, '')
    .slice(0, 46)
  const base = plain || 'Field'
  let name = base
  for (let number = 2; taken.has(name); number += 1) name = `${base} ${number}`
  taken.add(name)
  return name
}

function personOf({ person }: Draft): NonNullable<NewMessage['contactCards']>[number] | null {
  const [name, phones, emails] = [oneLine(person.name), filled(person.phones), filled(person.emails)]
  if (!name || phones.length + emails.length === 0 || !emails.every(isEmail)) return null
  return { name, phones, emails }
}

function frameOf({ header, footer }: Draft): { header?: string; footer?: string } {
  const [above, below] = [oneLine(header), oneLine(footer)]
  return { ...(above ? { header: above } : {}), ...(below ? { footer: below } : {}) }
}

/** An address of the web, completed where somebody left out how it begins; null where it is none. */
export function webAddress(typed: string): string | null {
  const text = typed.trim()
  const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  return /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(url) && url.length <= messageLimits.url && URL.canParse(url) ? url : null
}

export function isEmail(text: string): boolean {
  return /^[\w+-]+(?:[.'][\w+-]+)*@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/i.test(text)
}

export function linesOf(text: string): string[] {
  return filled(text.split('\n'))
}

function filled(texts: readonly string[]): string[] {
  return texts.map(oneLine).filter((text) => text !== '')
}
