import { bareMimeType } from '../../../../contract/fit-file.ts'
import type { AttachmentKind, LinkedFile } from '../../../../contract/messages.ts'
import { chooseMediaKind } from '../choose-media-kind.ts'
import type { OutboundMedia, ProviderCall } from '../outbound-message.ts'
import { whatsAppCapabilities as limits } from './capabilities.ts'
import type { Part } from './render.ts'

type File = NonNullable<ProviderCall['files']>[number]

/** A message each; the first carries the caption. */
export function mediaParts(media: readonly OutboundMedia[], caption: string | null): Part[] {
  return media.map((file, index) => {
    const kind = kindOf(file)
    const isVoice = kind === 'audio' && file.voice && isOgg(file)
    const content = {
      ...(index === 0 && caption !== null ? { caption } : {}),
      ...(kind === 'document' ? { filename: fileName(file) } : {}),
      ...(isVoice ? { voice: true } : {}),
    }
    return {
      body: { type: kind, [kind]: content },
      files: [fileOf(file, kind, kind)],
      ...(index === 0 && caption !== null ? { note: caption } : {}),
    }
  })
}

/** Files elsewhere: WhatsApp fetches them by their addresses (and keeps what it fetched for ten minutes). */
export function linkedParts(files: readonly LinkedFile[], caption: string | null): Part[] {
  return files.map(({ kind, url, name }, index) => {
    const content = {
      link: url,
      ...(index === 0 && caption !== null ? { caption } : {}),
      ...(kind === 'document' && name ? { filename: name } : {}),
    }
    return { body: { type: kind, [kind]: content }, ...(index === 0 && caption !== null ? { note: caption } : {}) }
  })
}

/** The file and where in the body its id goes, once it is uploaded. */
export function fileOf(file: OutboundMedia, kind: AttachmentKind, field: string): File {
  // Ogg is taken as a voice note only with its codec named.
  const mimeType = kind === 'audio' && isOgg(file) ? 'audio/ogg; codecs=opus' : bareMimeType(file.mimeType)
  return { field, fileId: file.fileId, name: fileName(file), mimeType }
}

export function hasCaption(file: OutboundMedia): boolean {
  return ['image', 'video', 'document'].includes(kindOf(file))
}

/** As what a file can stand above a text; null for sounds and stickers. */
export function headerKind(file: OutboundMedia): 'image' | 'video' | 'document' | null {
  const kind = kindOf(file)
  return kind === 'image' || kind === 'video' || kind === 'document' ? kind : null
}

function kindOf(file: OutboundMedia): AttachmentKind {
  return chooseMediaKind('whatsapp', file, limits.media)
}

function isOgg(file: OutboundMedia): boolean {
  return bareMimeType(file.mimeType) === 'audio/ogg'
}

function fileName(file: OutboundMedia): string {
  return (file.name ?? file.kind).slice(0, 240)
}
