import type { Capabilities } from '../../../contract/channels.ts'
import type { AttachmentKind } from '../../../contract/messages.ts'
import { ProviderError } from '../../platform/errors.ts'
import type { OutboundMedia } from './adapter.ts'

/** `audio/ogg; codecs=opus` → `audio/ogg`. */
export function bareMimeType(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase()
}

/**
 * As what a file can go out: as the kind it is, else as the kind of its type, else as a plain document. A list of types with `*` takes any.
 * @throws ProviderError `media` when the channel takes it in no way: the message fails with a reason instead of arriving without its file
 */
export function chooseMediaKind(provider: string, media: OutboundMedia, allowed: Capabilities['media']): AttachmentKind {
  const mimeType = bareMimeType(media.mimeType)
  const family = mimeType.split('/')[0]
  const byType = (['image', 'audio', 'video'] as const).find((kind) => kind === family)
  const candidates: AttachmentKind[] = [media.kind, ...(byType ? [byType] : []), 'document']
  const fits = (kind: AttachmentKind): boolean => {
    const rule = allowed[kind]
    return rule !== null && media.size <= rule.maxBytes && (rule.mimeTypes.includes(mimeType) || rule.mimeTypes.includes('*'))
  }
  const chosen = candidates.find(fits)
  if (chosen) return chosen
  const tooLarge = candidates.some((kind) => allowed[kind]?.mimeTypes.some((type) => type === mimeType || type === '*'))
  throw new ProviderError({
    provider,
    code: 'media',
    retryable: false,
    message: tooLarge ? 'The file is too large for this channel.' : 'This channel does not take files of this type.',
  })
}
