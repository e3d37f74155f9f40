import type { ColumnType, Generated } from 'kysely'
import type { AgentMode, AgentSettings } from '../../../contract/agents.ts'
import type { AnswerSource } from '../../../contract/messages.ts'
import type { ProviderKind } from './models/open-provider.ts'

type Json<T> = ColumnType<T, string, string>

/** The settings that have no column of their own. */
export type StoredSettings = Omit<AgentSettings, 'name' | 'mode' | 'replyDelayMs'>

export interface ProviderModels {
  chat: string
  embedding?: string | null | undefined
  transcription?: string | null | undefined
  vision?: boolean | null | undefined
}

export interface AgentTable {
  workspace_id: string
  id: string
  name: string
  mode: AgentMode
  reply_delay_ms: number
  settings: Json<StoredSettings>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface AgentRunTable {
  workspace_id: string
  id: string
  agent_id: string
  conversation_id: string
  model: string | null
  outcome: string
  sources: Json<AnswerSource[]>
  tool_calls: Json<{ name: string; input: unknown; output: unknown }[]>
  input_tokens: number
  output_tokens: number
  duration_ms: number
  error: string | null
}

export interface ModelProviderTable {
  workspace_id: string
  id: string
  kind: ProviderKind
  name: string
  base_url: string | null
  api: 'responses' | 'chat' | null
  models: Json<ProviderModels>
  api_key: string
  key_hint: string
  is_default: Generated<boolean>
  status: Generated<'ok' | 'failed' | 'untested'>
  status_reason: string | null
  created_at: Generated<Date>
}

export interface AgentUsageTable {
  workspace_id: string
  agent_id: string
  day: ColumnType<Date, string, string>
  turns: Generated<number>
  input_tokens: Generated<number>
  output_tokens: Generated<number>
}

declare module '../../platform/db.ts' {
  interface Tables {
    agents: AgentTable
    agent_runs: AgentRunTable
    model_providers: ModelProviderTable
    agent_usage: AgentUsageTable
  }
}
