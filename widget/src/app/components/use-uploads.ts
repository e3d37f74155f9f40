import { useState } from 'preact/hooks'
import type { WidgetConfig, WidgetFile } from '../../../../contract/widget.ts'
import { RequestError } from '../api.ts'
import type { Chat } from '../chat.ts'
import { fileSize } from '../file-size.ts'
import type { Words } from '../languages/en.ts'
import { newClientId } from '../outbox.ts'
import { drawable } from './attachment-view.tsx'

interface Upload {
  key: string
  name: string
  size: number
  /** A picture of it, for as long as it waits. */
  preview: string | null
  file: WidgetFile | null
  error: string | null
}

/** Files go to the server as soon as they are chosen; the message then names them. */
export function useUploads(chat: Chat, config: WidgetConfig | null, words: Words) {
  const [all, setAll] = useState<Upload[]>([])
  const [notice, setNotice] = useState<string | null>(null)
  const limits = config?.files

  const change = (key: string, with_: Partial<Upload>) =>
    setAll((uploads) => uploads.map((upload) => (upload.key === key ? { ...upload, ...with_ } : upload)))

  function forget(which: (upload: Upload) => boolean): void {
    setAll((uploads) => {
      for (const { preview } of uploads.filter(which)) if (preview) URL.revokeObjectURL(preview)
      return uploads.filter((upload) => !which(upload))
    })
  }

  async function start(file: File): Promise<void> {
    const key = newClientId()
    const tooLarge = limits && file.size > limits.maxBytes
    const error = tooLarge ? `${words.tooLarge} ${fileSize(limits.maxBytes)}` : null
    const preview = drawable.includes(file.type) && !error ? URL.createObjectURL(file) : null
    setAll((uploads) => [...uploads, { key, name: file.name, size: file.size, preview, file: null, error }])
    if (tooLarge) return
    try {
      change(key, { file: await chat.upload(file) })
    } catch (failure) {
      change(key, { error: failure instanceof RequestError && failure.status === 429 ? words.slowDown : words.uploadFailed })
    }
  }

  return {
    all,
    notice,
    ready: all.flatMap((upload) => upload.file ?? []),
    busy: all.some((upload) => !upload.file && !upload.error),
    add(files: FileList | readonly File[] | null | undefined): void {
      const free = (limits?.maxCount ?? 1) - all.length
      setNotice((files?.length ?? 0) > free ? words.tooMany : null)
      for (const file of Array.from(files ?? []).slice(0, free)) void start(file)
    },
    remove: (key: string) => forget(({ key: other }) => other === key),
    clear(): void {
      forget(() => true)
      setNotice(null)
    },
  }
}
