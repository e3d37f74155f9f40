import type { Chat } from './chat.ts'
import type { ChatState } from './chat-state.ts'
import type { Words } from './languages/en.ts'
import { saveFile } from './save-file.ts'
import { writeTranscript } from './write-transcript.ts'

/** The whole conversation, handed to the browser as a text file. */
export async function saveConversation(chat: Chat, { config }: ChatState, words: Words, language: string): Promise<void> {
  const text = writeTranscript(await chat.wholeConversation(), words, language, config?.assistant != null)
  saveFile(new Blob([text], { type: 'text/plain;charset=utf-8' }), `${config?.title ?? 'chat'}.txt`)
}
