import type { PhoneMessage } from '../phone/phone-book.ts'
import type { Cloud } from './cloud.ts'

/** A file as the phone shows it: ours by its id, anybody's by its address. */
export function mediaOn(
  cloud: Cloud,
  reference: { id?: string | undefined; link?: string | undefined },
  mimeType: string,
  name: string | null = null,
): Pick<PhoneMessage, 'media'> {
  const stored = reference.id === undefined ? undefined : cloud.media.find(reference.id)
  if (!stored) return { media: { url: reference.link ?? '', mimeType, name, size: 0 } }
  return {
    media: {
      url: `/_phone/media/${stored.id}`,
      mimeType: stored.mimeType,
      name: name ?? stored.filename,
      size: stored.bytes.length,
    },
  }
}
