import { useEffect, useState } from 'react'
import { readStored, writeStored } from '../../../lib/storage.ts'

/** What is being written, kept for each conversation (reply and note apart) until it is sent, also over a reload. */
export function useComposerText(conversationId: string) {
  const [isNote, setNote] = useState(false)
  const [texts, setTexts] = useState(() => ({
    reply: readStored(`text.${conversationId}`) ?? '',
    note: readStored(`note.${conversationId}`) ?? '',
  }))
  const name = isNote ? 'note' : 'reply'
  const setText = (text: string) => setTexts((kept) => ({ ...kept, [name]: text }))
  useEffect(() => {
    writeStored(`text.${conversationId}`, texts.reply || null)
    writeStored(`note.${conversationId}`, texts.note || null)
  }, [conversationId, texts])
  return { text: texts[name], isNote, setText, setNote, clear: () => setText('') }
}
