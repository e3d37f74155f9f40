import type { z } from 'zod'
import type { defaultModelSchema, modelProviderSchema, newModelProviderSchema } from '../../../contract/agents.ts'
import type { channelTypeSchema } from '../../../contract/channels.ts'
import type { contactPatchSchema } from '../../../contract/contacts.ts'
import type { conversationCountsSchema } from '../../../contract/conversations.ts'
import type {
  apiKeySchema,
  auditCheckSchema,
  auditEntrySchema,
  invitationSchema,
  memberSchema,
  roleSchema,
  sessionSchema,
  setupSchema,
  workspaceSchema,
} from '../../../contract/workspaces.ts'

export type { Agent, AgentSettings, TryResult } from '../../../contract/agents.ts'
export type {
  Capabilities,
  Channel,
  ChannelEvent,
  ChannelGrant,
  ChannelHealth,
  ChannelStatus,
  OwnSecrets,
} from '../../../contract/channels.ts'
export type { Contact, ContactConsent } from '../../../contract/contacts.ts'
export type { AnswerTrace, Conversation } from '../../../contract/conversations.ts'
export type { EventType, ParleyEvent } from '../../../contract/events.ts'
export type { Knowledge, NewSource, Passage, Source } from '../../../contract/knowledge.ts'
export type { MessagePreview, ShownButton, ShownPart } from '../../../contract/message-preview.ts'
export type { Attachment, Message } from '../../../contract/messages.ts'
export type { NewMessage } from '../../../contract/new-message.ts'
export type {
  Alarm,
  Operations,
  OperationsPoint,
  ProcessRow,
  TroubledChannel,
  WorkspaceRow,
} from '../../../contract/operations.ts'
export type { Problem } from '../../../contract/paging.ts'
export type {
  NewTemplate,
  Template,
  TemplateButton,
  TemplateContent,
  TemplatePatch,
  TemplateRules,
  TemplateStatus,
} from '../../../contract/templates.ts'
export type { Webhook, WebhookDelivery } from '../../../contract/webhooks.ts'
export type { GreetingSettings, LauncherSettings, PageRules } from '../../../contract/widget-appearance.ts'
export type {
  ConsentSettings,
  OpeningHoursSettings,
  PreChatField,
  PreChatSettings,
  RatingSettings,
} from '../../../contract/widget-settings.ts'
export type { Me } from '../../../contract/workspaces.ts'

export type Role = z.infer<typeof roleSchema>
export type Workspace = z.infer<typeof workspaceSchema>
export type Setup = z.input<typeof setupSchema>
export type Member = z.infer<typeof memberSchema>
export type Invitation = z.infer<typeof invitationSchema>
export type ApiKey = z.infer<typeof apiKeySchema>
export type AuditCheck = z.infer<typeof auditCheckSchema>
export type Session = z.infer<typeof sessionSchema>
export type AuditEntry = z.infer<typeof auditEntrySchema>
export type ChannelType = z.infer<typeof channelTypeSchema>
export type ContactPatch = z.infer<typeof contactPatchSchema>
export type ConversationCounts = z.infer<typeof conversationCountsSchema>
export type DefaultModel = z.infer<typeof defaultModelSchema>
export type ModelProvider = z.infer<typeof modelProviderSchema>
export type NewModelProvider = z.input<typeof newModelProviderSchema>

export interface Page<T> {
  data: T[]
  nextCursor: string | null
}
