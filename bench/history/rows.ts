import { createHash } from 'node:crypto'
import { line } from './copy-into.ts'
import { idOf, mix, type Random } from './seeded.ts'
import type { Texts } from './texts.ts'
import { contactId, conversationId, type HistoryWorkspace, salts, type Timeline, type TimelineMessage } from './timeline.ts'
import { type Language, languageShares, languages } from './words.ts'

/** What the rows are made from. */
export interface RowSource {
  timeline: Timeline
  workspaces: readonly HistoryWorkspace[]
  texts: Texts
  random: Random
  now: number
}

export const messageColumns =
  'workspace_id id conversation_id channel_id contact_id direction author_type author_id author_name type text external_id status agent_run_id answerable created_at sort_at sent_at delivered_at read_at'.split(
    ' ',
  )

const iso = (ms: number): string => new Date(ms).toISOString()

export const messageId = (at: number, number: number): string => idOf(at, salts.message, number)

export function messageLine(source: RowSource, message: TimelineMessage): string {
  const { timeline, texts, random } = source
  const { conversation, inbound, author, at, number } = message
  const { workspaceId, channelId, agentId, memberIds } = placeOf(source, conversation)
  const language = languageOf(conversation)
  const time = iso(at)
  const head = `${workspaceId}\t${messageId(at, number)}\t${conversationId(timeline, conversation)}\t${channelId}\t${contactId(timeline, conversation)}\t`
  const text = texts.draw(language, random)
  const externalId = externalIdOf(number)
  if (inbound) {
    return `${head}inbound\tcontact\t\\N\t${texts.name(language, conversation)}\ttext\t${text}\t${externalId}\treceived\t\\N\tt\t${time}\t${time}\t\\N\t\\N\t\\N\n`
  }
  const seen = iso(at + 1_000)
  const by =
    author === 2
      ? `user\t${memberIds[conversation % memberIds.length]}\tMember ${conversation % memberIds.length}`
      : `agent\t${agentId}\tSam`
  const run = author === 1 ? idOf(at, salts.run, number) : '\\N'
  return `${head}outbound\t${by}\ttext\t${text}\t${externalId}\tread\t${run}\tf\t${time}\t${time}\t${time}\t${seen}\t${seen}\n`
}

export const keyColumns = 'workspace_id channel_id external_id message_id conversation_id created_at'.split(' ')

export function keyLine(source: RowSource, { conversation, at, number }: TimelineMessage): string {
  const { workspaceId, channelId } = placeOf(source, conversation)
  return line([
    ...[workspaceId, channelId, externalIdOf(number), messageId(at, number)],
    conversationId(source.timeline, conversation),
    iso(at),
  ])
}

export const eventKeyColumns = 'workspace_id channel_id digest seen_at'.split(' ')

export function eventKeyLine(source: RowSource, { conversation, at, number }: TimelineMessage): string {
  const { workspaceId, channelId } = placeOf(source, conversation)
  return line([workspaceId, channelId, `\\\\x${createHash('sha256').update(externalIdOf(number)).digest('hex')}`, iso(at)])
}

export const journalColumns = 'workspace_id id channel_id external_id kind status body contact_id'.split(' ')

export function journalLine(source: RowSource, { conversation, at, number }: TimelineMessage): string {
  const { workspaceId, channelId } = placeOf(source, conversation)
  const body = `{"id":"${externalIdOf(number)}","from":"${recipientOf(conversation)}","type":"text","text":{"body":"${source.texts.draw(languageOf(conversation), source.random)}"},"timestamp":"${Math.floor(at / 1000)}"}`
  const id = idOf(at, salts.journal, number)
  return line([workspaceId, id, channelId, externalIdOf(number), 'message', 'processed', body, contactId(source.timeline, conversation)])
}

export const runColumns = 'workspace_id id agent_id conversation_id model outcome sources input_tokens output_tokens duration_ms'.split(' ')

export function runLine(source: RowSource, { conversation, at, number }: TimelineMessage): string {
  const { workspaceId, agentId } = placeOf(source, conversation)
  const passage = source.texts.draw(languageOf(conversation), source.random)
  const sources = `[{"sourceId":"${idOf(at, 77, conversation % 50)}","title":"Questions and answers","text":"${passage}","score":0.71}]`
  const id = idOf(at, salts.run, number)
  return line([
    ...[workspaceId, id, agentId, conversationId(source.timeline, conversation), 'small-model', 'reply', sources],
    ...[600 + (number % 900), 40 + (number % 90), 700 + (number % 1200)],
  ])
}

export const eventColumns = 'workspace_id id type payload'.split(' ')

export function eventLine(source: RowSource, { conversation, at, number, inbound, author }: TimelineMessage): string {
  const { workspaceId, channelId } = placeOf(source, conversation)
  const ids = `"messageId":"${messageId(at, number)}","conversationId":"${conversationId(source.timeline, conversation)}"`
  const payload = inbound
    ? `{${ids},"contactId":"${contactId(source.timeline, conversation)}","channelId":"${channelId}"}`
    : `{${ids},"direction":"outbound","authorType":"${author === 2 ? 'user' : 'agent'}","private":false}`
  return line([workspaceId, idOf(at, salts.event, number), inbound ? 'message.received' : 'message.created', payload])
}

export const externalIdOf = (number: number): string =>
  `wamid.${mix(number, 11).toString(36)}${number.toString(36)}HBgLNzcwMTIzNDU2NzgVAgARGBI`
export const recipientOf = (conversation: number): string =>
  `77${String(mix(conversation, 12) % 1_000_000_000).padStart(9, '0')}${conversation.toString(36)}`

export function languageOf(conversation: number): Language {
  let left = mix(conversation, 13) / 4_294_967_296
  for (const language of languages) {
    left -= languageShares[language]
    if (left < 0) return language
  }
  return 'ru'
}

export function placeOf({ workspaces, timeline }: RowSource, conversation: number): HistoryWorkspace & { channelId: string } {
  const workspace = workspaces[timeline.workspace[conversation] as number] as HistoryWorkspace
  return { ...workspace, channelId: workspace.channelIds[mix(conversation, 14) % workspace.channelIds.length] as string }
}
