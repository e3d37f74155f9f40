import { useCallback, useState } from 'react'
import { api } from '../../../lib/api.ts'
import type { Capabilities } from '../../../lib/contract.ts'

export interface PendingFile {
  key: string
  name: string
  size: number
  fileId: string | null
  error: unknown
}

type MediaKind = keyof Capabilities['media']
export type FileRefusal = { reason: 'kind'; type: string } | { reason: 'size'; name: string; maxBytes: number }

export function mediaKindOf(mimeType: string): MediaKind {
  const family = mimeType.split('/')[0]
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document'
}

/** Whether the channel takes the file, as itself or at least as a document; null: it does. */
export function refusalOf(file: { name: string; type: string; size: number }, media: Capabilities['media']): FileRefusal | null {
  const fits = (kind: MediaKind) => {
    const limits = media[kind]
    return limits && (limits.mimeTypes.length === 0 || limits.mimeTypes.some((pattern) => matchesType(file.type, pattern))) ? limits : null
  }
  const limits = [fits(mediaKindOf(file.type)), fits('document')].filter((found) => found !== null)
  if (limits.length === 0) return { reason: 'kind', type: file.type || file.name }
  const maxBytes = Math.max(...limits.map((found) => found.maxBytes))
  return file.size > maxBytes ? { reason: 'size', name: file.name, maxBytes } : null
}

function matchesType(type: string, pattern: string): boolean {
  if (pattern === '*/*' || pattern === '*') return true
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern.split(';')[0]
}

/** Files of the composer: uploaded as soon as they are added, so that sending does not wait for them. */
export function usePendingFiles() {
  const [files, setFiles] = useState<PendingFile[]>([])
  const change = (key: string, patch: Partial<PendingFile>) =>
    setFiles((list) => list.map((file) => (file.key === key ? { ...file, ...patch } : file)))
  const add = (file: File) => {
    const key = crypto.randomUUID()
    setFiles((list) => [...list, { key, name: file.name, size: file.size, fileId: null, error: null }])
    api.upload<{ id: string }>('/files', file).then(
      ({ id }) => change(key, { fileId: id }),
      (error: unknown) => change(key, { error }),
    )
  }
  const remove = (key: string) => setFiles((list) => list.filter((file) => file.key !== key))
  const clear = useCallback(() => setFiles([]), [])
  return { files, add, remove, clear, isUploading: files.some(({ fileId, error }) => !fileId && !error) }
}
