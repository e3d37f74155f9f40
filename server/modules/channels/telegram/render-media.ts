import { bareMimeType } from '../../../../contract/fit-file.ts'
import type { AttachmentKind } from '../../../../contract/messages.ts'
import { chooseMediaKind } from '../choose-media-kind.ts'
import type { JsonObject } from '../json-value.ts'
import type { OutboundMedia, ProviderCall } from '../outbound-message.ts'
import type { TelegramLimits } from './capabilities.ts'

export interface Part {
  method: string
  body: JsonObject
  files?: ProviderCall['files']
  note?: string
}

type Sort = 'photo' | 'voice' | 'audio' | 'video' | 'document' | 'sticker'

interface SortedFile {
  file: OutboundMedia
  sort: Sort
}

/** One method a sort of file; it takes the file in a field of the sort's name. */
export const singleMethods: Readonly<Record<Sort, string>> = {
  photo: 'sendPhoto',
  voice: 'sendVoice',
  audio: 'sendAudio',
  video: 'sendVideo',
  document: 'sendDocument',
  sticker: 'sendSticker',
}

const sorts: Readonly<Record<AttachmentKind, Sort>> = {
  image: 'photo',
  audio: 'audio',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
}

/** Photos and videos mix in an album, documents and music only with their like, voice notes and stickers stand alone. */
const company: Readonly<Partial<Record<Sort, string>>> = { photo: 'seen', video: 'seen', document: 'document', audio: 'audio' }
const mostInAlbum = 10

/** In their order: what may stand together goes out as an album, everything else by itself. The caption is the first file's. */
export function mediaParts(media: readonly OutboundMedia[], caption: string | null, limits: TelegramLimits): Part[] {
  return albums(
    media.map((file) => ({ file, sort: sortOf(file, limits) })),
    limits,
  ).map((files, index) => {
    const words = index === 0 ? caption : null
    const [only] = files
    return files.length === 1 && only ? singlePart(only, words) : albumPart(files, words)
  })
}

export function takesCaption(file: OutboundMedia | undefined, limits: TelegramLimits): boolean {
  return file !== undefined && sortOf(file, limits) !== 'sticker'
}

function sortOf(file: OutboundMedia, limits: TelegramLimits): Sort {
  const kind = chooseMediaKind('telegram', file, limits.media)
  // sendAudio takes MP3 and M4A only; Ogg is a voice note.
  return kind === 'audio' && bareMimeType(file.mimeType) === 'audio/ogg' ? 'voice' : sorts[kind]
}

/** An album is one request, which as a whole is no larger than one file may be. */
function albums(files: readonly SortedFile[], limits: TelegramLimits): SortedFile[][] {
  const groups: SortedFile[][] = []
  for (const one of files) {
    const last = groups.at(-1)
    const likes = company[one.sort]
    const size = (last ?? []).reduce((sum, { file }) => sum + file.size, one.file.size)
    const fits = last && likes && company[last[0]?.sort ?? 'sticker'] === likes && last.length < mostInAlbum && size <= limits.maxUpload
    if (fits) last.push(one)
    else groups.push([one])
  }
  return groups
}

function singlePart({ file, sort }: SortedFile, caption: string | null): Part {
  return {
    method: singleMethods[sort],
    body: caption === null ? {} : { caption },
    files: [{ field: sort, fileId: file.fileId, name: file.name ?? sort, mimeType: file.mimeType }],
    ...(caption === null ? {} : { note: caption }),
  }
}

function albumPart(files: readonly SortedFile[], caption: string | null): Part {
  return {
    method: 'sendMediaGroup',
    body: {
      media: files.map(({ sort }, index) => ({
        type: sort,
        media: `attach://file${index}`,
        ...(index === 0 && caption !== null ? { caption } : {}),
      })),
    },
    files: files.map(({ file, sort }, index) => ({
      field: `file${index}`,
      fileId: file.fileId,
      name: file.name ?? sort,
      mimeType: file.mimeType,
    })),
    ...(caption === null ? {} : { note: caption }),
  }
}
