import type { Capabilities } from './channels.ts'
import type { AttachmentKind } from './messages.ts'

/** `size`: of a type that is taken, but larger than `maxBytes`. */
export type FileFit = { kind: AttachmentKind } | { refused: 'type' } | { refused: 'size'; maxBytes: number }

/** `audio/ogg; codecs=opus` → `audio/ogg`. */
export function bareMimeType(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase()
}

/**
 * As what a file goes out on a channel: as the kind it is, else as the kind of its type, else as a plain document. A list of types with `*` takes any.
 * One function for the sender, which fails a message by it, and the composer, which says so when the file is chosen.
 */
export function fitFile(file: { kind?: AttachmentKind; mimeType: string; size: number }, allowed: Capabilities['media']): FileFit {
  const mimeType = bareMimeType(file.mimeType)
  const family = mimeType.split('/')[0]
  const byType = (['image', 'audio', 'video'] as const).find((kind) => kind === family)
  const candidates: AttachmentKind[] = [...(file.kind ? [file.kind] : []), ...(byType ? [byType] : []), 'document']
  const takesType = (kind: AttachmentKind) => allowed[kind]?.mimeTypes.some((type) => type === mimeType || type === '*') ?? false
  const ofType = candidates.filter(takesType)
  const kind = ofType.find((one) => file.size <= (allowed[one]?.maxBytes ?? 0))
  if (kind) return { kind }
  if (ofType.length === 0) return { refused: 'type' }
  return { refused: 'size', maxBytes: Math.max(...ofType.map((one) => allowed[one]?.maxBytes ?? 0)) }
}
