import { useEffect, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'

/** The bytes come by a request that carries the visitor's token; an address that anybody could open does not exist. */
export function useFile(chat: Chat, fileId: string | null, wanted: boolean): { address: string | null; failed: boolean } {
  const [file, setFile] = useState<{ address: string | null; failed: boolean }>({ address: null, failed: false })
  useEffect(() => {
    if (!wanted || !fileId) return
    let address: string | null = null
    let gone = false
    chat
      .file(fileId)
      .then((blob) => {
        if (gone) return
        address = URL.createObjectURL(blob)
        setFile({ address, failed: false })
      })
      .catch(() => setFile({ address: null, failed: true }))
    return () => {
      gone = true
      if (address) URL.revokeObjectURL(address)
    }
  }, [chat, fileId, wanted])
  return file
}
