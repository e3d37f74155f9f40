import type { Product } from './platform.ts'

export type AttachmentType = 'image' | 'audio' | 'video' | 'file'

interface Rule {
  /** Undefined: any type. A name ending in `/` is a family. */
  types: readonly string[] | undefined
  maxBytes: number
}

const megabyte = 1024 * 1024

/**
 * What may be sent as what. Messenger: …/messenger-platform/send-messages/saving-assets (25 MB, pictures 8 MB); Instagram:
 * …/instagram-api-with-instagram-login/messaging-api, which names the types.
 */
const rules: Record<Product, Record<AttachmentType, Rule>> = {
  messenger: {
    image: { types: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], maxBytes: 8 * megabyte },
    audio: { types: ['audio/'], maxBytes: 25 * megabyte },
    video: { types: ['video/'], maxBytes: 25 * megabyte },
    file: { types: undefined, maxBytes: 25 * megabyte },
  },
  instagram: {
    image: { types: ['image/jpeg', 'image/png'], maxBytes: 8 * megabyte },
    audio: { types: ['audio/aac', 'audio/mp4', 'audio/m4a', 'audio/x-m4a', 'audio/wav', 'audio/x-wav'], maxBytes: 25 * megabyte },
    video: { types: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'], maxBytes: 25 * megabyte },
    file: { types: ['application/pdf'], maxBytes: 25 * megabyte },
  },
}

/** What is wrong with sending such a file, if anything. */
export function breachOf(product: Product, type: AttachmentType, mimeType: string, size: number): string | undefined {
  const { types, maxBytes } = rules[product][type]
  if (size > maxBytes) return `the file is larger than ${maxBytes / megabyte} MB`
  const isTaken = types === undefined || types.some((one) => (one.endsWith('/') ? mimeType.startsWith(one) : mimeType === one))
  return isTaken ? undefined : `a file of type '${mimeType}' cannot be sent as ${type}`
}

export function largest(product: Product, type: AttachmentType): number {
  return rules[product][type].maxBytes
}
