import type { Capabilities } from '../../../../contract/channels.ts'

const megabyte = 1024 * 1024

/** Limits of the Bot API 10.1 (core.telegram.org/bots/api). */
export const telegramCapabilities: Capabilities = {
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 10 * megabyte },
    audio: { mimeTypes: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/ogg'], maxBytes: 50 * megabyte },
    video: { mimeTypes: ['video/mp4'], maxBytes: 50 * megabyte },
    document: { mimeTypes: ['*'], maxBytes: 50 * megabyte },
    sticker: { mimeTypes: ['image/webp'], maxBytes: 512 * 1024 },
  },
  maxTextLength: 4096,
  textUnit: 'characters',
  maxCaptionLength: 1024,
  buttons: { max: 100, maxTitleLength: 64 },
  list: { maxRows: 100, maxTitleLength: 64 },
  link: true,
  location: true,
  templates: false,
  replies: true,
  reactions: true,
  typing: true,
  readReceipts: false,
  edit: false,
  delete: false,
  replyWindowMs: null,
  deliveryStatus: false,
}
