import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { addSystemMessage } from '../conversations/index.ts'
import { greetingId, type Widget } from './find-widget.ts'

interface Answer {
  greetingId: string
  /** The visitor's first words: our id of them, and the browser's. */
  messageId: string
  externalId: string
}

/** The greeting that a visitor has answered stands before their answer: until then nothing of it is stored. Done again it changes nothing. */
export async function recordGreeting(tx: Tx, { workspaceId, channelId, settings, open }: Widget, answer: Answer): Promise<void> {
  const greeting = settings.greetings.find((one) => greetingId(one) === answer.greetingId)
  if (!greeting) return
  const { rows } = await sql<{ conversationId: string; contactId: string; sortAt: Date }>`
    select m.conversation_id as "conversationId", m.contact_id as "contactId", m.sort_at as "sortAt" from messages m
    where m.workspace_id = ${workspaceId} and m.id = ${answer.messageId} and not exists (
      select from messages e where e.workspace_id = m.workspace_id and e.conversation_id = m.conversation_id
        and e.direction = 'inbound' and (e.sort_at, e.id) < (m.sort_at, m.id))`.execute(tx)
  const first = rows[0]
  if (!first) return
  await addSystemMessage(tx, workspaceId, {
    conversationId: first.conversationId,
    channelId,
    contactId: first.contactId,
    externalId: `${answer.externalId}#greeting`,
    authorName: settings.title || open.channel.name,
    text: greeting.text,
    at: new Date(first.sortAt.getTime() - 1),
  })
}
