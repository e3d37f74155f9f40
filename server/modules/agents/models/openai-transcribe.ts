import { callProvider, isRecord, type ProviderAccount } from './call-provider.ts'

export interface AudioFile {
  bytes: Uint8Array<ArrayBuffer>
  mimeType: string
  name: string | null
  /** Language if it is known: helps with short notes. */
  language: string | null
}

/** `POST /audio/transcriptions`. The server goes by the file's extension: voice notes that come as `.oga` must be called `.ogg`. */
export async function openAiTranscribe(account: ProviderAccount, model: string, audio: AudioFile, signal: AbortSignal): Promise<string> {
  const form = new FormData()
  form.append('file', new File([audio.bytes], audioFileName(audio), { type: baseType(audio.mimeType) }))
  form.append('model', model)
  form.append('response_format', 'json')
  if (audio.language && /^[a-z]{2}/.test(audio.language)) form.append('language', audio.language.slice(0, 2))
  const body = await callProvider(account, '/audio/transcriptions', form, signal)
  return isRecord(body) && typeof body.text === 'string' ? body.text.trim() : ''
}

const extensions: Record<string, string> = {
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'application/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'm4a',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
}

export function audioFileName(audio: Pick<AudioFile, 'mimeType' | 'name'>): string {
  const known = extensions[baseType(audio.mimeType)]
  if (known) return `voice.${known}`
  const given = /\.([a-z0-9]{2,4})$/i.exec(audio.name ?? '')?.[1]?.toLowerCase()
  return `voice.${given === undefined || given === 'oga' || given === 'opus' ? 'ogg' : given}`
}

function baseType(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase()
}
