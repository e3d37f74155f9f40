import type { PreviewNotice, ShownPart } from '../../../../contract/message-preview.ts'
import type { OpenConnection } from '../connections.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { renderCalls } from '../render-calls.ts'
import type { ShownCall } from '../shown-part.ts'
import { noticesOf } from './notices-of.ts'

/**
 * What would go out of a message, and what of it the channel carries in another form: read off the calls that sending makes, so that it cannot differ
 * from what is sent.
 * @throws ProviderError as sending would
 */
export function previewMessage(
  open: Pick<OpenConnection, 'adapter' | 'connection'>,
  message: OutboundMessage,
): { parts: ShownPart[]; notices: PreviewNotice[] } {
  const parts = renderCalls(open, message).map((call) => complete(open.adapter.show(call), message))
  const [first] = parts
  // A template's words lie at the provider; the text of the message is our copy of them.
  if (message.template && first) first.text ??= message.text
  return { parts, notices: noticesOf(message, parts) }
}

function complete({ files, ...shown }: ShownCall, { media }: OutboundMessage): ShownPart {
  return {
    ...shown,
    files: files.map(({ id, kind, name }) => {
      const file = media.find(({ fileId }) => fileId === id)
      return { id, kind: kind ?? file?.kind ?? 'document', name: file?.name ?? name }
    }),
  }
}
