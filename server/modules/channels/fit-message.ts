import type { Capabilities } from '../../../contract/channels.ts'
import type { ContactCard, Interactive, LinkedFile } from '../../../contract/messages.ts'
import { ProviderError } from '../../platform/errors.ts'
import { fitActions } from './fit-actions.ts'
import type { OutboundMessage } from './outbound-message.ts'
import { joinTexts } from './plain-interactive.ts'
import { plainReceipt } from './plain-receipt.ts'

type Fitting = Pick<OutboundMessage, 'text' | 'interactive' | 'linkedFiles' | 'contactCards' | 'reaction' | 'replyToExternalId'>

/**
 * What a channel has no place for becomes text before its adapter sees the message: lines above and below choices, things to do that are no answers, receipts,
 * addresses of files, contact cards, and a reaction, which goes out as its emoji in answer to the message it is for.
 * @throws ProviderError `invalid` for a reaction that is taken back where nothing can be taken back
 */
export function fitMessage<M extends Fitting>(message: M, capabilities: Capabilities): M {
  const frame = message.interactive && !capabilities.headers ? frameOf(message.interactive) : null
  const fitted = message.interactive ? fitInteractive(message.interactive, capabilities) : null
  const links = capabilities.linkedFiles ? [] : (message.linkedFiles ?? [])
  const cards = capabilities.contactCards ? [] : (message.contactCards ?? [])
  const reaction = capabilities.sendsReactions ? undefined : message.reaction
  if (!frame && !fitted && links.length + cards.length === 0 && !reaction) return message
  const written = [fitted?.text, ...links.map(plainLink), ...cards.map(plainCard), reaction && emojiOf(reaction)]
  return {
    ...message,
    text: joinTexts(frame?.header, message.text, ...written, frame?.footer),
    ...(fitted ? { interactive: fitted.interactive } : {}),
    ...(frame ? { interactive: { ...message.interactive, header: null, footer: null } } : {}),
    ...(links.length > 0 ? { linkedFiles: [] } : {}),
    ...(cards.length > 0 ? { contactCards: [] } : {}),
    ...(reaction ? { reaction: undefined, replyToExternalId: reaction.targetExternalId } : {}),
  }
}

/** Null where the channel shows it as it is. */
function fitInteractive(interactive: Interactive, capabilities: Capabilities): { interactive: Interactive | null; text: string } | null {
  if (interactive.kind === 'actions' && !capabilities.actions) return fitActions(interactive, capabilities.link)
  if (interactive.kind === 'receipt' && !capabilities.receipts) return { interactive: null, text: plainReceipt(interactive) }
  return null
}

function frameOf(interactive: Interactive): { header: string | null; footer: string | null } | null {
  const header = 'header' in interactive ? (interactive.header ?? null) : null
  const footer = 'footer' in interactive ? (interactive.footer ?? null) : null
  return header === null && footer === null ? null : { header, footer }
}

function emojiOf({ emoji }: NonNullable<Fitting['reaction']>): string {
  if (emoji !== null) return emoji
  throw new ProviderError({ provider: 'channel', code: 'invalid', retryable: false, message: 'This channel cannot take a reaction back.' })
}

/** A file's name and address. */
function plainLink({ name, url }: LinkedFile): string {
  return name ? `📎 ${name}: ${url}` : `📎 ${url}`
}

/** A person's details in lines. */
export function plainCard({ name, phones, emails, organization, addresses, urls, birthday }: ContactCard): string {
  const more = [organization, ...(addresses ?? []), ...(urls ?? []), birthday].filter((line) => line)
  return [`👤 ${name}`.trim(), ...phones, ...emails, ...more].join('\n')
}
