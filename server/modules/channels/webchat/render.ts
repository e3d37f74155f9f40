import type { Interactive } from '../../../../contract/messages.ts'
import { fitMessage } from '../fit-message.ts'
import type { OutboundMessage, ProviderCall } from '../outbound-message.ts'
import { joinTexts, plainInteractive } from '../plain-interactive.ts'
import { shorten, splitText } from '../split-text.ts'
import { webchatCapabilities } from './capabilities.ts'

/**
 * What the visitor is shown. The widget reads the message itself from our record; a call stands for the part of it that is now on its
 * way, and what the widget cannot draw (a catalogue) is written out.
 */
export function renderForWidget(message: OutboundMessage): ProviderCall[] {
  const { text, interactive } = drawMessage(message)
  const [first = '', ...more] = splitText(text, webchatCapabilities.maxTextLength)
  const body = {
    messageId: message.id,
    ...(first && { text: first }),
    ...(message.media.length > 0 && { fileIds: message.media.map((file) => file.fileId) }),
    ...(interactive && { interactive }),
    ...(message.location && { location: message.location }),
    ...(message.replyToExternalId && { replyTo: message.replyToExternalId }),
  }
  const path = `/visitors/${encodeURIComponent(message.recipient.externalId)}/messages`
  return [body, ...more.map((text) => ({ messageId: message.id, text }))].map((part) => ({ method: 'POST', path, body: part }))
}

type Drawn = Pick<OutboundMessage, 'text' | 'interactive' | 'linkedFiles' | 'contactCards' | 'reaction'> & {
  template?: { name: string; variables: Record<string, string> } | null
}

/** What the widget shows of a message: choices and links as they are, and in words what it cannot draw. */
export function drawMessage(message: Drawn): { text: string; interactive: Interactive | null } {
  const fitted = fitMessage({ ...message, replyToExternalId: null }, webchatCapabilities)
  const interactive = fitted.interactive && drawable(fitted.interactive)
  const written = fitted.interactive && !interactive ? plainInteractive(fitted.interactive) : null
  return { text: joinTexts(fitted.text, message.template && templateText(message.template), written), interactive }
}

function drawable(interactive: Interactive): Interactive | null {
  const { buttons, list } = webchatCapabilities
  if (interactive.kind === 'buttons' && buttons) {
    return {
      ...interactive,
      buttons: interactive.buttons.map((button) => ({ ...button, title: shorten(button.title, buttons.maxTitleLength) })),
    }
  }
  if (interactive.kind === 'list' && list) {
    const sections = interactive.sections.map((section) => ({
      ...section,
      rows: section.rows.map((row) => ({ ...row, title: shorten(row.title, list.maxTitleLength) })),
    }))
    return { ...interactive, sections }
  }
  return interactive.kind === 'link' || interactive.kind === 'cards' || interactive.kind === 'form' ? interactive : null
}

function templateText({ name, variables }: NonNullable<Drawn['template']>): string {
  return Object.values(variables).join('\n') || name
}
