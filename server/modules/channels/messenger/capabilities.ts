import type { Capabilities } from '../../../../contract/channels.ts'

const megabyte = 1024 * 1024
const day = 24 * 3600_000

/** Limits of the Messenger Platform (…/messenger-platform/send-messages, …/reference/attachment-upload-api). */
export const messengerCapabilities: Capabilities = {
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], maxBytes: 8 * megabyte },
    audio: { mimeTypes: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/wav', 'audio/ogg'], maxBytes: 25 * megabyte },
    video: { mimeTypes: ['video/mp4', 'video/ogg', 'video/quicktime', 'video/webm'], maxBytes: 25 * megabyte },
    document: { mimeTypes: ['*'], maxBytes: 25 * megabyte },
    sticker: null,
  },
  maxTextLength: 2000,
  textUnit: 'characters',
  maxCaptionLength: 0,
  buttons: { max: 13, maxTitleLength: 20 },
  list: null,
  link: true,
  location: false,
  linkedFiles: true,
  actions: true,
  receipts: true,
  templates: false,
  replies: true,
  reactions: true,
  sendsReactions: true,
  typing: true,
  readReceipts: true,
  edit: false,
  delete: false,
  replyWindowMs: day,
  humanReplyWindowMs: 7 * day,
  deliveryStatus: true,
}
