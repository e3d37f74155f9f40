export type {
  Concern,
  FileSource,
  InboundContent,
  InboundEvent,
  InboundMedia,
  InboundSender,
  OutboundMedia,
  OutboundMessage,
  Pace,
  ProviderCall,
  RawRequest,
  Receipt,
} from './adapter.ts'
export { updateChannel } from './change-channel.ts'
export { channelsOfAgents } from './channels-of-agents.ts'
export { type ChannelConnections, type OpenConnection, openConnections } from './connections.ts'
export { createChannel } from './create-channel.ts'
export { eraseJournal } from './erase-journal.ts'
export { learnDetails } from './learn-details.ts'
export { listChannelStates } from './list-channel-states.ts'
export { lookAtChannels } from './look-at-channels.ts'
export { lookJob } from './look-job.ts'
export { markChannel } from './mark-channel.ts'
export { channelsModule } from './module.ts'
export { noteRefusal } from './note-refusal.ts'
export { markUnusable, noteConcern } from './note-trouble.ts'
export { previewMessage } from './preview/preview-message.ts'
export { type SharedWebhook, sharedWebhooks, typingTopic } from './registry.ts'
export { renderCalls } from './render-calls.ts'
export { replyWindowOf } from './reply-window-of.ts'
export { startPolling } from './start-polling.ts'
export { templateNewsJob } from './templates/jobs.ts'
export { textOfTemplate } from './templates/text-of-template.ts'
export * as webchat from './webchat/index.ts'
