import type { Capabilities } from '../../../contract/channels.ts'
import type { ContactCard, Interactive } from '../../../contract/messages.ts'
import { ProviderError } from '../../platform/errors.ts'
import type { OutboundMessage } from './adapter.ts'
import { joinTexts } from './plain-interactive.ts'

type Fitting = Pick<OutboundMessage, 'text' | 'interactive' | 'contactCards' | 'reaction' | 'replyToExternalId'>

/**
 * What a channel has no place for becomes text before its adapter sees the message: lines above and below choices, contact cards, and a reaction,
 * which goes out as its emoji in answer to the message it is for.
 * @throws ProviderError `invalid` for a reaction that is taken back where nothing can be taken back
 */
export function fitMessage<M extends Fitting>(message: M, capabilities: Capabilities): M {
  const frame = message.interactive && !capabilities.headers ? frameOf(message.interactive) : null
  const cards = capabilities.contactCards ? [] : (message.contactCards ?? [])
  const reaction = capabilities.sendsReactions ? undefined : message.reaction
  if (!frame && cards.length === 0 && !reaction) return message
  return {
    ...message,
    text: joinTexts(frame?.header, message.text, ...cards.map(plainCard), reaction && emojiOf(reaction), frame?.footer),
    ...(frame ? { interactive: { ...message.interactive, header: null, footer: null } } : {}),
    ...(cards.length > 0 ? { contactCards: [] } : {}),
    ...(reaction ? { reaction: undefined, replyToExternalId: reaction.targetExternalId } : {}),
  }
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

/** A person's details in lines. */
export function plainCard({ name, phones, emails, organization, addresses, urls, birthday }: ContactCard): string {
  const more = [organization, ...(addresses ?? []), ...(urls ?? []), birthday].filter((line) => line)
  return [`👤 ${name}`.trim(), ...phones, ...emails, ...more].join('\n')
}
