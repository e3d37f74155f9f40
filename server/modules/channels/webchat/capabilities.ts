import type { Capabilities } from '../../../../contract/channels.ts'

export const maxFileBytes = 25 * 1024 * 1024
export const maxFiles = 10

/** What a visitor may upload and is shown: types are sniffed; `*`: any, offered as a download where the widget cannot draw it. */
export const webchatCapabilities: Capabilities = {
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], maxBytes: maxFileBytes },
    audio: { mimeTypes: ['*'], maxBytes: maxFileBytes },
    video: { mimeTypes: ['video/mp4', 'video/webm', 'video/quicktime'], maxBytes: maxFileBytes },
    document: { mimeTypes: ['*'], maxBytes: maxFileBytes },
    sticker: { mimeTypes: ['image/webp'], maxBytes: maxFileBytes },
  },
  maxTextLength: 10_000,
  textUnit: 'characters',
  maxCaptionLength: 10_000,
  buttons: { max: 10, maxTitleLength: 80 },
  list: { maxRows: 100, maxTitleLength: 80 },
  link: true,
  location: true,
  templates: false,
  replies: true,
  reactions: false,
  typing: true,
  readReceipts: true,
  edit: true,
  delete: true,
  replyWindowMs: null,
  deliveryStatus: true,
}
