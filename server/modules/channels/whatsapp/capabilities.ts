import type { Capabilities } from '../../../../contract/channels.ts'

const megabyte = 1024 * 1024

/** Limits of the Cloud API (developers.facebook.com/documentation/business-messaging/whatsapp: messages/*, business-phone-numbers/media). */
export const whatsAppCapabilities: Capabilities = {
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * megabyte },
    audio: { mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * megabyte },
    video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * megabyte },
    document: {
      mimeTypes: [
        'text/plain',
        'application/pdf',
        'application/msword',
        'application/vnd.ms-excel',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
      maxBytes: 100 * megabyte,
    },
    sticker: { mimeTypes: ['image/webp'], maxBytes: 100 * 1024 },
  },
  maxTextLength: 4096,
  textUnit: 'characters',
  maxCaptionLength: 1024,
  buttons: { max: 3, maxTitleLength: 20 },
  list: { maxRows: 10, maxTitleLength: 24 },
  link: true,
  location: true,
  headers: true,
  linkedFiles: true,
  contactCards: true,
  sendsReactions: true,
  templates: true,
  replies: true,
  reactions: true,
  typing: true,
  readReceipts: true,
  edit: false,
  delete: false,
  replyWindowMs: 24 * 3600_000,
  deliveryStatus: true,
}
