import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { InboundEvent } from '../channels/index.ts'
import type { NewMessageRow } from './new-message-row.ts'
import type { Recording } from './recording.ts'

/** What a person asks of the business itself, whatever channel they ask by: how their data is handled, or that it goes. */
const names = ['privacy', 'forget-me', 'forget-me-yes', 'forget-me-no'] as const
type ContactCommandName = (typeof names)[number]

export const contactCommandSchema = z.object({
  name: z.enum(names),
  workspaceId: z.string(),
  channelId: z.string(),
  conversationId: z.string(),
  contactId: z.string(),
  /** By which the channel knows them: once everything is erased, nothing else does. */
  externalId: z.string(),
  language: z.string().nullable(),
  /** The id that the answer will have, however often it is tried. */
  answerId: z.string(),
})
export type ContactCommand = z.infer<typeof contactCommandSchema>

/** Obeys what a person asks of the business. Given by the floor above, which knows how. Called at least once for each command. */
export type Obey = (deps: Deps, command: ContactCommand) => Promise<void>

/** The choices of the question whether everything is to be erased. Both say something of the person who taps them, and of nobody else. */
export const forgetMeChoices = { yes: 'parley:forget-me:yes', no: 'parley:forget-me:no' } as const

/** Who may be anybody commands nothing. */
export function commandOf(event: InboundEvent): ContactCommandName | null {
  if (event.kind !== 'message' || event.historical || event.sender.verified === false) return null
  if (event.command) return event.command
  const { interactive } = event.content
  // In a group anybody may tap, and nobody speaks for all.
  if (interactive?.kind !== 'reply' || event.speaker !== undefined) return null
  if (interactive.id === forgetMeChoices.yes) return 'forget-me-yes'
  return interactive.id === forgetMeChoices.no ? 'forget-me-no' : null
}

/** For what is asked by another way than a message. */
export async function passOnCommand(tx: Tx, command: Omit<ContactCommand, 'answerId'>): Promise<void> {
  const jobs = [obeyJob({ ...command, answerId: newId() })]
  await sql`select parley_enqueue(${JSON.stringify(jobs)}::jsonb, false)`.execute(tx)
}

function obeyJob(payload: ContactCommand): object {
  return { identifier: 'pipeline.obey', payload, max_attempts: 20 }
}

/** A job of the same transaction: what was asked for is done, whatever happens to this process. */
export function passOnCommands(recording: Recording, rows: readonly NewMessageRow[]): void {
  const jobs = rows.flatMap((row) => {
    const name = commandOf(row.entry.event)
    if (name === null) return []
    const command: ContactCommand = {
      name,
      workspaceId: row.channel.workspaceId,
      channelId: row.channel.id,
      conversationId: row.conversationId,
      contactId: row.contactId,
      externalId: row.sender.externalId,
      language: row.sender.language ?? null,
      answerId: newId(),
    }
    return [obeyJob(command)]
  })
  if (jobs.length > 0) recording.send({ text: 'select parley_enqueue($1::jsonb, false)', values: [JSON.stringify(jobs)] })
}
