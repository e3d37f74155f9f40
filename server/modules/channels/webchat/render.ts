import type { Interactive } from '../../../../contract/messages.ts'
import type { OutboundMessage, ProviderCall } from '../adapter.ts'
import { webchatCapabilities } from './capabilities.ts'

/**
 * The visitor reads the message from our own record, so one call always carries all of it; what the widget cannot draw
 * is written out as text, and the call says what it came down to.
 */
export function renderForWidget(message: OutboundMessage): ProviderCall[] {
  const interactive = message.interactive && fitInteractive(message.interactive)
  const body = {
    messageId: message.id,
    recipient: message.recipient.externalId,
    ...(message.text ? { text: message.text } : {}),
    ...(message.media.length > 0 ? { fileIds: message.media.map((file) => file.fileId) } : {}),
    ...(interactive ? { interactive } : {}),
    ...(message.location ? { location: message.location } : {}),
    ...(message.template ? { text: Object.values(message.template.variables).join('\n') || message.template.name } : {}),
    ...(message.replyToExternalId ? { replyTo: message.replyToExternalId } : {}),
  }
  return [
    {
      method: 'POST',
      path: `/visitors/${encodeURIComponent(message.recipient.externalId)}/messages`,
      body,
      note: message.text ?? undefined,
    },
  ]
}

function fitInteractive(interactive: Interactive): Interactive {
  const buttons = webchatCapabilities.buttons
  const list = webchatCapabilities.list
  if (interactive.kind === 'buttons' && buttons) {
    return {
      ...interactive,
      buttons: interactive.buttons
        .slice(0, buttons.max)
        .map((button) => ({ ...button, title: shorten(button.title, buttons.maxTitleLength) })),
    }
  }
  if (interactive.kind === 'list' && list) {
    return {
      ...interactive,
      sections: interactive.sections.map((section) => ({
        ...section,
        rows: section.rows.map((row) => ({ ...row, title: shorten(row.title, list.maxTitleLength) })),
      })),
    }
  }
  return interactive
}

function shorten(text: string, max: number): string {
  const characters = [...text]
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`
}
