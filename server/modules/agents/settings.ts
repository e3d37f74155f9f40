import type { z } from 'zod'
import { type AgentSettings, agentLimitsSchema, type agentPatchSchema, handoverSchema, newAgentSchema } from '../../../contract/agents.ts'
import { isTimeZone } from '../../platform/opening-hours.ts'
import { fail } from './errors.ts'
import type { AgentRow, WrittenAgent } from './queries.ts'

export type AgentPatch = z.output<typeof agentPatchSchema>

/** Rows written by an older version lack what was added since: the schema's defaults fill it. */
export function settingsOf(row: AgentRow): AgentSettings {
  const stored = { ...row.settings, name: row.name, mode: row.mode, replyDelayMs: row.reply_delay_ms }
  return newAgentSchema.parse({
    ...stored,
    handover: handoverSchema.parse(stored.handover ?? {}),
    limits: agentLimitsSchema.parse(stored.limits ?? {}),
  })
}

/** @throws AppError for settings that cannot work */
export function changeSettings(current: AgentSettings, patch: AgentPatch): AgentSettings {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const changed = newAgentSchema.parse({ ...current, ...given })
  checkSettings(changed)
  return changed
}

export function checkSettings(settings: AgentSettings): void {
  if (!settings.disclosure.enabled && !settings.disclosure.reason?.trim()) throw fail('disclosure-reason-missing')
  if (settings.workingHours && !isTimeZone(settings.workingHours.timeZone)) throw fail('time-zone-unknown')
}

export function toWritten(settings: AgentSettings): WrittenAgent {
  const { name, mode, replyDelayMs, ...rest } = settings
  return { name, mode, replyDelayMs, settings: rest }
}
