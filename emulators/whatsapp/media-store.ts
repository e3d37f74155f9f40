import { createHash, randomBytes, randomInt } from 'node:crypto'

export interface StoredMedia {
  id: string
  phoneNumberId: string
  mimeType: string
  filename: string | null
  bytes: Buffer
  sha256: Buffer
  expiresAt: number
}

export interface MediaStore {
  add(media: { phoneNumberId: string; mimeType: string; filename: string | null; bytes: Buffer }, livesMs: number): StoredMedia
  /** Undefined once its life is over. */
  find(id: string): StoredMedia | undefined
  /** A path that resolves to the bytes for five minutes, with the token. */
  issuePath(media: StoredMedia): string
  openPath(key: string): StoredMedia | undefined
  remove(id: string): boolean
  clear(): void
}

export const uploadedLifeMs = 30 * 24 * 3600_000
export const receivedLifeMs = 7 * 24 * 3600_000
const urlLifeMs = 5 * 60_000

/** Media by id with Meta's lifetimes: 30 days uploaded, 7 days received, 5 minutes for a resolved URL. */
export function createMediaStore(clock: () => number): MediaStore {
  const media = new Map<string, StoredMedia>()
  const paths = new Map<string, { id: string; expiresAt: number }>()

  function find(id: string): StoredMedia | undefined {
    const found = media.get(id)
    return found && found.expiresAt > clock() ? found : undefined
  }

  return {
    find,
    add(input, livesMs) {
      const sha256 = createHash('sha256').update(input.bytes).digest()
      const id = `${randomInt(1_000_000, 9_999_999)}${randomInt(100_000_000, 999_999_999)}`
      const stored: StoredMedia = { ...input, id, sha256, expiresAt: clock() + livesMs }
      media.set(id, stored)
      return stored
    },
    issuePath(one) {
      const key = randomBytes(12).toString('base64url')
      paths.set(key, { id: one.id, expiresAt: clock() + urlLifeMs })
      return `/whatsapp_business/attachments/?mid=${one.id}&ext=${Math.floor((clock() + urlLifeMs) / 1000)}&hash=${key}`
    },
    openPath(key) {
      const path = paths.get(key)
      if (!path || path.expiresAt <= clock()) return undefined
      return find(path.id)
    },
    remove: (id) => media.delete(id),
    clear() {
      media.clear()
      paths.clear()
    },
  }
}

interface MediaRule {
  types: readonly string[]
  maxBytes: number
}

const megabyte = 1024 * 1024

/** What may be sent as which kind (developers.facebook.com/…/whatsapp/business-phone-numbers/media). */
export const mediaRules: Record<'image' | 'video' | 'audio' | 'document' | 'sticker', MediaRule> = {
  image: { types: ['image/jpeg', 'image/png'], maxBytes: 5 * megabyte },
  video: { types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * megabyte },
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * megabyte },
  document: {
    types: [
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
  sticker: { types: ['image/webp'], maxBytes: 500 * 1024 },
}

export function bareMimeType(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase()
}

/** The largest size that any kind allows for this type; undefined when no kind takes the type. */
export function uploadLimit(mimeType: string): number | undefined {
  const sizes = Object.values(mediaRules).filter((rule) => rule.types.includes(bareMimeType(mimeType)))
  return sizes.length === 0 ? undefined : Math.max(...sizes.map((rule) => rule.maxBytes))
}
