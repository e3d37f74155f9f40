import type { ColumnType, Generated } from 'kysely'
import type { Role } from '../../platform/module.ts'

type Time = ColumnType<Date, Date | string, Date | string>

export type ActorType = 'user' | 'api-key' | 'system'

export interface AuditRow {
  workspace_id: string
  id: string
  sequence: number
  at: Time
  actor_type: ActorType
  actor_id: string | null
  actor_name: string
  action: string
  target_type: string
  target_id: string | null
  target_name: string | null
  details: ColumnType<Record<string, unknown>, string, never>
  previous_hash: string
  hash: string
}

declare module '../../platform/db.ts' {
  interface Tables {
    'auth.users': {
      id: string
      name: string
      email: string
      email_verified: Generated<boolean>
      image: string | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
    }
    'auth.sessions': {
      id: string
      user_id: string
      token: string
      expires_at: Time
      ip_address: string | null
      user_agent: string | null
      active_workspace_id: string | null
      created_at: Generated<Date>
      updated_at: ColumnType<Date, Date | undefined, Date>
    }
    'auth.accounts': {
      id: string
      user_id: string
      account_id: string
      provider_id: string
      password: string | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
    }
    'auth.operators': { user_id: string; created_at: Generated<Date> }
    workspaces: {
      id: string
      name: string
      language: Generated<string>
      time_zone: Generated<string>
      created_at: Generated<Date>
      updated_at: ColumnType<Date, Date | undefined, Date>
    }
    members: {
      workspace_id: string
      user_id: string
      role: Role
      created_at: Generated<Date>
      removed_at: Time | null
      channel_mails: Generated<boolean>
    }
    invitations: {
      workspace_id: string
      id: string
      email: string | null
      role: Exclude<Role, 'owner'>
      token_hash: string
      invited_by: string
      invited_by_name: string
      expires_at: Time
      accepted_at: Time | null
      accepted_by: string | null
      revoked_at: Time | null
      created_at: Generated<Date>
    }
    api_keys: {
      workspace_id: string
      id: string
      name: string
      role: Role
      key_hash: string
      hint: string
      created_by: string | null
      last_used_at: Time | null
      revoked_at: Time | null
      created_at: Generated<Date>
    }
    audit_log: AuditRow
    audit_heads: { workspace_id: string; sequence: number; hash: string }
  }
}
