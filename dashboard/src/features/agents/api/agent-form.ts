import type { Agent, AgentSettings } from '../../../lib/contract.ts'

/** What the editor starts with: the contract's own defaults. */
export function newAgentSettings(): AgentSettings {
  return {
    name: '',
    instructions: '',
    model: null,
    mode: 'auto',
    tone: 'friendly',
    languages: [],
    replyDelayMs: 1200,
    disclosure: { enabled: true },
    knowledgeIds: [],
    tools: [],
    handover: { onRequest: true, whenUnknown: true, onAnger: true, afterFailedTurns: 2, text: null },
    workingHours: null,
    fallbackText: null,
    limits: { maxOutputTokens: 800, maxHistory: 20, maxTurnsPerDay: 100, maxTokensPerDay: null },
  }
}

export function settingsOf(agent: Agent): AgentSettings {
  const { id: _id, answersWith: _answersWith, channelIds: _channelIds, createdAt: _createdAt, updatedAt: _updatedAt, ...settings } = agent
  return settings
}

/** Only what differs: nobody else's change to another field is overwritten. */
export function changesBetween(before: AgentSettings, after: AgentSettings): Partial<AgentSettings> {
  const names = Object.keys(after) as (keyof AgentSettings)[]
  return Object.fromEntries(
    names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [name, after[name]]),
  )
}

/** An empty field means the server's own sentence. */
export function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text
}
