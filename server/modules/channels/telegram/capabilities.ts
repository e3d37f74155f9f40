import type { Capabilities } from '../../../../contract/channels.ts'

const megabyte = 1024 * 1024

export interface TelegramLimits extends Capabilities {
  /** What one request may carry. */
  maxUpload: number
}

/** Limits of the Bot API 10.1 (core.telegram.org/bots/api); a server of one's own in local mode takes forty times as much. */
export function telegramLimits(isLocal: boolean): TelegramLimits {
  const maxUpload = (isLocal ? 2000 : 50) * megabyte
  return {
    ...telegramCapabilities,
    media: {
      ...telegramCapabilities.media,
      audio: { mimeTypes: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/ogg'], maxBytes: maxUpload },
      video: { mimeTypes: ['video/mp4'], maxBytes: maxUpload },
      document: { mimeTypes: ['*'], maxBytes: maxUpload },
    },
    maxUpload,
  }
}

const telegramCapabilities: Capabilities = {
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 10 * megabyte },
    audio: null,
    video: null,
    document: null,
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
  sendsReactions: true,
  typing: true,
  readReceipts: false,
  edit: false,
  delete: false,
  replyWindowMs: null,
  deliveryStatus: false,
}
