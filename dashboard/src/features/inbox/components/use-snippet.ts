import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import { unsupportedText } from './unsupported-text.ts'

/** One line that says what a message is. */
export function snippetOf(t: TFunction, message: Message | null | undefined): string {
  if (!message) return ''
  if (message.deletedAt) return t('message.deleted')
  if (message.event) return t(`event.${message.event.name}`, { name: message.event.actorName ?? t('event.system') })
  if (message.reaction) return message.reaction.emoji ?? ''
  if (message.text) return message.text
  const attachment = message.attachments[0]
  if (attachment) return attachment.transcript ?? t(`message.${attachment.kind}`)
  switch (message.type) {
    case 'location':
      return message.location?.name ?? t('message.location')
    case 'contacts':
      return message.contactCards?.[0]?.name ?? t('message.contactCard')
    case 'interactive':
      return interactiveSnippet(t, message.interactive)
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
    case 'order':
    case 'call':
    case 'template':
    case 'product':
      return t(`message.${message.type}`)
    default:
      return unsupportedText(t, message.unsupported)
  }
}

function interactiveSnippet(t: TFunction, interactive: Message['interactive']): string {
  if (interactive?.kind === 'catalog') return t('message.catalog')
  if (interactive?.kind === 'products') return t('message.product')
  if (interactive?.kind === 'cards') return interactive.cards.map(({ title }) => title).join(', ')
  if (interactive?.kind === 'form') return interactive.name
  if (interactive?.kind === 'flow') return interactive.name === 'address' ? t('message.address') : (interactive.name ?? t('message.form'))
  if (interactive?.kind === 'call-permission') return t(interactive.granted ? 'message.callAllowed' : 'message.callRefused')
  return interactive && 'title' in interactive ? interactive.title : t('message.chosen')
}

export function useSnippet(): (message: Message | null | undefined) => string {
  const { t } = useTranslation()
  return useCallback((message) => snippetOf(t, message), [t])
}
