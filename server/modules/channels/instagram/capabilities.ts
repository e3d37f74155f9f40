import type { Capabilities } from '../../../../contract/channels.ts'

const megabyte = 1024 * 1024
const day = 24 * 3600_000

/** Limits of Instagram messaging (developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api). Texts are counted in bytes. */
export const instagramCapabilities: Capabilities = {
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 8 * megabyte },
    audio: { mimeTypes: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav'], maxBytes: 25 * megabyte },
    video: { mimeTypes: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'], maxBytes: 25 * megabyte },
    document: { mimeTypes: ['application/pdf'], maxBytes: 25 * megabyte },
    sticker: null,
  },
  maxTextLength: 1000,
  textUnit: 'bytes',
  maxCaptionLength: 0,
  buttons: { max: 13, maxTitleLength: 20 },
  list: null,
  link: true,
  location: false,
  linkedFiles: true,
  actions: true,
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
  // Reads are told, deliveries are not.
  deliveryStatus: true,
}
