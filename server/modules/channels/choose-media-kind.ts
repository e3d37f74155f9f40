import type { Capabilities } from '../../../contract/channels.ts'
import { fitFile } from '../../../contract/fit-file.ts'
import type { AttachmentKind } from '../../../contract/messages.ts'
import { ProviderError } from '../../platform/errors.ts'
import type { OutboundMedia } from './outbound-message.ts'

/**
 * As what a file can go out.
 * @throws ProviderError `media` when the channel takes it in no way: the message fails with a reason instead of arriving without its file
 */
export function chooseMediaKind(provider: string, media: OutboundMedia, allowed: Capabilities['media']): AttachmentKind {
  const fit = fitFile(media, allowed)
  if ('kind' in fit) return fit.kind
  throw new ProviderError({
    provider,
    code: 'media',
    retryable: false,
    message: fit.refused === 'size' ? 'The file is too large for this channel.' : 'This channel does not take files of this type.',
  })
}
