import type { ColumnType, Generated } from 'kysely'
import type { WidgetAttributes } from '../../../contract/widget.ts'
import type { GivenConsent } from '../contacts/index.ts'

export interface WidgetVisitorTable {
  workspace_id: string
  id: string
  channel_id: string
  token_hash: Buffer
  external_id: string
  verified: Generated<boolean>
  claimed_id: string | null
  name: string | null
  email: string | null
  phone: string | null
  language: string | null
  attributes: ColumnType<WidgetAttributes, string | undefined, string>
  signed_attributes: ColumnType<WidgetAttributes, string | undefined, string>
  page_url: string | null
  consent: ColumnType<GivenConsent | null, string | null | undefined, string>
  details_at: ColumnType<Date | null, undefined, Date>
  email_vouched: Generated<boolean>
  answers_by_mail: Generated<boolean>
  mailed_up_to: string | null
  labels: Generated<string[]>
  created_at: Generated<Date>
  last_seen_at: ColumnType<Date, Date | undefined, Date>
}

declare module '../../platform/db.ts' {
  interface Tables {
    widget_visitors: WidgetVisitorTable
    widget_uploads: {
      workspace_id: string
      file_id: string
      visitor_id: string
      created_at: Generated<Date>
    }
  }
}
