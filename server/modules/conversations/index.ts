export { addSystemMessage } from './add-system-message.ts'
export {
  assignConversation,
  endConversation,
  markConversationRead,
  releaseConversation,
  reopenConversation,
  resolveConversation,
  snoozeConversation,
  takeConversation,
} from './change-handling.ts'
export { linkFile } from './file-links.ts'
export { type MessageContent, summarise } from './message-content.ts'
export { conversationsModule } from './module.ts'
export { moveConversations } from './move-conversations.ts'
export { lockConversation, noteFacts } from './note-facts.ts'
export { getConversation } from './queries-conversations.ts'
export { getMessage } from './queries-messages.ts'
export { isRatingDue, rateConversation } from './rate-conversation.ts'
export { replyWindows } from './reply-window.ts'
export type { HandoverReason, Reply, ResponderRun, TurnAttachment, TurnContext, TurnMessage, TurnOutcome } from './responder.ts'
export { serveFile } from './serve-file.ts'
export { deleteFile, kindOf, storeFile } from './store-file.ts'
export { mailTranscript } from './transcript/mail-transcript.ts'
