import type { PreviewNotice, ShownPart } from '../../../../contract/message-preview.ts'
import type { Interactive } from '../../../../contract/messages.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { plainInteractive } from '../plain-interactive.ts'

/** In what form a message goes out that the channel does not have as it was written: by comparing it with what the customer sees. */
export function noticesOf(message: OutboundMessage, parts: readonly ShownPart[]): PreviewNotice[] {
  const { interactive, location, contactCards, reaction, media } = message
  const notices: PreviewNotice[] = []
  if (interactive) notices.push(...frameNotices(interactive, parts), ...interactiveNotices(interactive, parts))
  if (location && !parts.some((part) => part.location)) notices.push('location-written')
  if (contactCards?.length && !parts.some((part) => part.contactCards.length > 0)) notices.push('contact-cards-written')
  if (reaction && !parts.some((part) => part.reaction !== null)) notices.push('reaction-as-answer')
  const isPlain = ({ id, kind }: ShownPart['files'][number]) =>
    kind === 'document' && media.some((file) => file.fileId === id && file.kind !== 'document')
  if (parts.some((part) => part.files.some(isPlain))) notices.push('file-as-document')
  return notices
}

/** Lines above and below the choices that stand in the text instead. */
function frameNotices(interactive: Interactive, parts: readonly ShownPart[]): PreviewNotice[] {
  const { header = null, footer = null } = interactive as { header?: string | null; footer?: string | null }
  const isApart = (line: string | null, place: 'header' | 'footer') => line === null || parts.some((part) => part[place] === line)
  return isApart(header, 'header') && isApart(footer, 'footer') ? [] : ['lines-written']
}

function interactiveNotices(interactive: Interactive, parts: readonly ShownPart[]): PreviewNotice[] {
  const buttons = parts.flatMap((part) => part.buttons)
  const has = (does: ShownPart['buttons'][number]['does']) => buttons.some((button) => button.does === does)
  switch (interactive.kind) {
    case 'buttons':
    case 'list':
      return choiceNotices(interactive, parts)
    case 'link': {
      const link = buttons.find(({ url }) => url === interactive.url)
      if (!link) return ['link-written']
      return link.title === interactive.title ? [] : ['titles-shortened']
    }
    case 'cards':
      return parts.some(({ cards }) => cards.length > 0) ? [] : ['cards-written']
    case 'form':
      return parts.some(({ form }) => form !== null) ? [] : ['form-written']
    case 'flow': {
      const opener = buttons.find(({ does }) => does === 'form')
      if (!opener) return ['form-written']
      return opener.title === interactive.button ? [] : ['titles-shortened']
    }
    case 'products':
      return parts.some(({ products }) => products.length > 0) ? [] : ['products-written']
    case 'catalog':
      return has('catalog') ? [] : ['products-written']
    case 'location-request':
      return has('location') ? [] : ['request-written']
    case 'contact-request':
      return has('number') ? [] : ['request-written']
    default:
      return []
  }
}

function choiceNotices(interactive: Extract<Interactive, { kind: 'buttons' | 'list' }>, parts: readonly ShownPart[]): PreviewNotice[] {
  const asked = interactive.kind === 'buttons' ? interactive.buttons : interactive.sections.flatMap(({ rows }) => rows)
  const buttons = parts.flatMap((part) => part.buttons).filter(({ does }) => does === 'reply')
  const rows = parts.flatMap(({ list }) => list?.sections ?? []).flatMap((section) => section.rows)
  const titles = [...buttons, ...rows].map(({ title }) => title)
  if (titles.length === 0) return ['choices-numbered']
  const notices: PreviewNotice[] = []
  if (interactive.kind === 'buttons' && rows.length > 0) notices.push('buttons-as-list')
  if (interactive.kind === 'list' && rows.length === 0) notices.push('list-as-buttons')
  if (asked.some(({ title }) => !titles.includes(title))) notices.push('titles-shortened')
  const written = parts.map(({ text }) => text).join('\n\n')
  if (squeeze(written).includes(squeeze(plainInteractive(interactive)))) notices.push('choices-repeated')
  return notices
}

/** Where a text is cut its white space may go. */
function squeeze(text: string): string {
  return text.replace(/\s+/gu, '')
}
