import type { ColumnType, Generated } from 'kysely'
import type { ContactImport } from '../../../contract/contacts.ts'
import type { ImportOptions } from './import/import-options.ts'

declare module '../../platform/db.ts' {
  interface Tables {
    contacts: {
      workspace_id: string
      id: string
      name: string | null
      email: string | null
      phone: string | null
      language: string | null
      attributes: ColumnType<Record<string, unknown>, string | undefined, string>
      blocked: Generated<boolean>
      restricted: Generated<boolean>
      opted_out: Generated<boolean>
      created_at: Generated<Date>
      updated_at: ColumnType<Date, Date | undefined, Date>
    }
    contact_imports: {
      workspace_id: string
      id: string
      status: ContactImport['status']
      status_reason: string | null
      options: ColumnType<ImportOptions, string, never>
      total: number | null
      processed: Generated<number>
      created: Generated<number>
      updated: Generated<number>
      skipped: Generated<number>
      failed: Generated<number>
      errors: ColumnType<ContactImport['errors'], string | undefined, string>
      created_at: Generated<Date>
      finished_at: ColumnType<Date | null, Date | undefined, Date>
    }
    contact_consents: {
      workspace_id: string
      id: string
      contact_id: string
      channel_id: string
      wording: string
      link: string | null
      /** `chat`: the wording of a chat; `marketing`: being sent marketing by mail. */
      purpose: Generated<'chat' | 'marketing'>
      given: 'chat' | 'page'
      given_at: Date
      withdrawn_at: Date | null
    }
    contact_identities: {
      workspace_id: string
      channel_id: string
      external_id: string
      contact_id: string
      username: string | null
      verified: Generated<boolean>
      unreachable: Generated<boolean>
      marketing_allowed: ColumnType<boolean | null, boolean | null | undefined, boolean | null>
      marketing_told_at: ColumnType<Date | null, Date | null | undefined, Date | null>
      created_at: Generated<Date>
    }
  }
}
