import { useCallback, useState } from 'react'
import { type FileFit, fitFile } from '../../../../../contract/fit-file.ts'
import { api } from '../../../lib/api.ts'
import type { Capabilities } from '../../../lib/contract.ts'

type Media = Capabilities['media']

export interface PendingFile {
  key: string
  name: string
  fileId: string | null
  error: unknown
  /** The channel does not take it: it was not uploaded, or is not sent. */
  refused: Extract<FileFit, { refused: unknown }> | null
}

/** Why the channel does not take a file; null: it does, or a type is found out by the server alone. A note takes everything. */
export function refusalOf(file: { type: string; size: number }, media: Media | null): PendingFile['refused'] {
  if (!media || file.type === '') return null
  const fit = fitFile({ mimeType: file.type, size: file.size }, media)
  return 'refused' in fit ? fit : null
}

/** Files of the composer: refused as soon as they are chosen, or uploaded then, so that sending does not wait for them. */
export function usePendingFiles() {
  const [files, setFiles] = useState<PendingFile[]>([])
  const change = (key: string, patch: Partial<PendingFile>) =>
    setFiles((list) => list.map((file) => (file.key === key ? { ...file, ...patch } : file)))
  /** @param media what the channel takes; null where everything may be added */
  const add = (file: File, media: Media | null) => {
    const key = crypto.randomUUID()
    const refused = refusalOf(file, media)
    setFiles((list) => [...list, { key, name: file.name, fileId: null, error: null, refused }])
    if (refused) return
    // The server looks into the file: what it finds counts, not what the browser makes of the name.
    api.upload<{ id: string; mimeType: string; size: number }>('/files', file).then(
      ({ id, mimeType, size }) => change(key, { fileId: id, refused: refusalOf({ type: mimeType, size }, media) }),
      (error: unknown) => change(key, { error }),
    )
  }
  const remove = (key: string) => setFiles((list) => list.filter((file) => file.key !== key))
  const clear = useCallback(() => setFiles([]), [])
  return {
    files,
    add,
    remove,
    clear,
    isUploading: files.some(({ fileId, error, refused }) => !fileId && !error && !refused),
    hasRefused: files.some(({ refused }) => refused !== null),
  }
}
