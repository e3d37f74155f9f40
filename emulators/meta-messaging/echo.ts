import type { StoredFile } from './file-store.ts'
import type { SendBody } from './message-schema.ts'
import { numericId, type Platform } from './platform.ts'

/** The `message` of the event by which every app hears what was sent, its sender included. */
export function echoOf(platform: Platform, mid: string, appId: string, body: SendBody, files: StoredFile[]): Record<string, unknown> {
  const { message } = body
  const attachments = attachmentsIn(platform, body, files)
  return {
    mid,
    is_echo: true,
    app_id: numericId(appId),
    ...('metadata' in message && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(body.reply_to ? { reply_to: { mid: body.reply_to.mid } } : {}),
  }
}

function attachmentsIn(platform: Platform, { message }: SendBody, files: StoredFile[]): Record<string, unknown>[] {
  if ('attachments' in message && message.attachments)
    return files.map((file) => ({ type: 'image', payload: { url: fileUrl(platform, file) } }))
  const { attachment } = message
  if (!attachment) return []
  if (attachment.type === 'like_heart') return [{ type: 'like_heart' }]
  const [file] = files
  // A template comes back as it was sent, whatever files it names.
  if (!file || attachment.type === 'template') return [{ type: attachment.type, payload: attachment.payload }]
  return [{ type: attachment.type, payload: { url: fileUrl(platform, file) } }]
}

/** Files have whole addresses in events. */
export function fileUrl(platform: Platform, file: StoredFile): string {
  return platform.baseUrl() + platform.files.addressOf(file)
}
