import type { ColumnType, Generated } from 'kysely'
import type { ChannelStatus } from '../../../contract/channels.ts'
import type { ParameterFormat, TemplateCategory, TemplateContent, TemplateQuality, TemplateStatus } from '../../../contract/templates.ts'

type Json<T> = ColumnType<T, string, string>

/** What the last look found wrong, and whether it was that look which marked the channel as not working. */
export interface ChannelFindings {
  failing: { name: string; detail: string }[]
  marked: boolean
}

/** What its owner should mend, with when it was last heard of, Unix milliseconds. */
export interface NotedConcern {
  name: string
  detail: string
  at: number
}

export interface ChannelTable {
  workspace_id: string
  id: string
  type: string
  name: string
  account_id: string | null
  status: ChannelStatus
  status_reason: string | null
  config: Json<Record<string, unknown>>
  credentials: string | null
  widget_key: string | null
  agent_id: string | null
  last_event_at: Date | null
  checked_at: Date | null
  findings: ColumnType<ChannelFindings, string | undefined, string>
  concerns: ColumnType<NotedConcern[], string | undefined, string>
  refused_at: Date | null
  created_at: Generated<Date>
}

export interface ChannelEventTable {
  workspace_id: string
  id: string
  channel_id: string
  external_id: string
  kind: string
  status: 'processed' | 'failed' | 'ignored'
  error: string | null
  body: Json<unknown>
}

export interface MessageTemplateTable {
  workspace_id: string
  id: string
  channel_id: string
  external_id: string
  name: string
  language: string
  category: TemplateCategory | null
  status: TemplateStatus
  quality: TemplateQuality | null
  rejection_code: string | null
  rejection_detail: string | null
  parameter_format: ParameterFormat
  content: Json<TemplateContent>
  asked_at: ColumnType<Date, Date, Date>
  created_at: Generated<Date>
  updated_at: ColumnType<Date, Date, Date>
}

export interface ChannelNoticeTable {
  workspace_id: string
  channel_id: string
  told_at: ColumnType<Date, Date, Date>
  /** Null while it is broken. */
  well_at: ColumnType<Date | null, Date | null, Date | null>
}

declare module '../../platform/db.ts' {
  interface Tables {
    channels: ChannelTable
    channel_events: ChannelEventTable
    channel_event_keys: { workspace_id: string; channel_id: string; digest: Buffer; seen_at: Generated<Date> }
    channel_grants: {
      workspace_id: string
      id: string
      type: string
      user_id: string
      state_digest: Buffer
      accounts: string | null
      expires_at: Date
      created_at: Generated<Date>
    }
    channel_notices: ChannelNoticeTable
    message_templates: MessageTemplateTable
    deleted_channels: { workspace_id: string; id: string; type: string; name: string; deleted_at: Generated<Date> }
  }
}
