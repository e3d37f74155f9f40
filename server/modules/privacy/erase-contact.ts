import { setTimeout as sleep } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import { retryDeadlock } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import type { Access, Deps, PersonalData, Tx } from '../../platform/module.ts'
import { eraseJournal } from '../channels/index.ts'
import { holdSends } from '../pipeline/index.ts'
import { recordAudit, recordSystemAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'

/**
 * Erases a person by the declarations of all modules: each table says by which column their rows are found, and whether those go or are blanked. Files
 * follow by jobs of the same transaction. A message that comes afterwards starts a new contact that knows nothing of this one.
 */
export async function eraseContact(
  deps: Deps,
  demand: ErasureDemand,
  contactId: string,
  inventory: readonly PersonalData[],
): Promise<void> {
  const deadline = Date.now() + calmPatienceMs
  while (!(await retryDeadlock(() => eraseOnce(deps, demand, contactId, inventory, Date.now() < deadline)))) await sleep(calmPollMs)
}

/** Who wants it: somebody of the team, or the person themselves by a command of their channel. */
export type ErasureDemand = Access | { workspaceId: string; by: 'subject' }

// What is at the provider at this moment is let arrive before "erased" is said; a provider that hangs is not waited for.
const calmPollMs = 15
const calmPatienceMs = 3_000

/** @returns false when nothing was erased yet, because a message to the person is just being sent */
async function eraseOnce(
  deps: Deps,
  demand: ErasureDemand,
  contactId: string,
  inventory: readonly PersonalData[],
  waits: boolean,
): Promise<boolean> {
  const { workspaceId } = demand
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    // Whoever records something of this person holds a share of this lock: it is waited for, and what comes later no longer finds them.
    const exists = await sql`select from contacts where workspace_id = ${workspaceId} and id = ${contactId} for update`.execute(tx)
    if (exists.rows.length === 0) throw fail('contact-not-found')
    const subjects = await findSubjects(tx, workspaceId, contactId)
    if ((await holdSends(tx, workspaceId, subjects.conversation)) && waits) return false
    await deps.jobs.enqueueMany(
      tx,
      'privacy.remove-file',
      subjects.file.map((fileId) => ({ workspaceId, fileId })),
    )
    await eraseJournal(tx, workspaceId, contactId)
    // What points at others goes first: the contact's own row is the last.
    const ordered = [...inventory].sort((a, b) => rank(a) - rank(b))
    for (const declaration of ordered) await eraseFrom(tx, workspaceId, declaration, subjects)
    await recordErasure(tx, demand, contactId, { conversations: subjects.conversation.length })
    await publish(tx, workspaceId, 'contact.erased', { contactId })
    return true
  })
}

async function recordErasure(tx: Tx, demand: ErasureDemand, contactId: string, details: Record<string, unknown>): Promise<void> {
  const target = { type: 'contact', id: contactId, name: null }
  if ('by' in demand) await recordSystemAudit(tx, demand.workspaceId, 'contact.erased', target, { ...details, demandedBy: demand.by })
  else await recordAudit(tx, demand, 'contact.erased', target, details)
}

interface Subjects {
  contact: string[]
  conversation: string[]
  message: string[]
  file: string[]
}

const order = ['mention', 'identity', 'message', 'file', 'conversation', 'contact']

function rank({ table, subject }: PersonalData): number {
  if (table === 'contacts') return 10
  if (table === 'conversations') return 9
  return subject ? order.indexOf(subject.is) : 0
}

async function findSubjects(tx: Tx, workspaceId: string, contactId: string): Promise<Subjects> {
  const ids = async (query: ReturnType<typeof sql<{ id: string }>>): Promise<string[]> =>
    (await query.execute(tx)).rows.map((row) => row.id)
  // In the order in which receiving and answering lock them; messages too, whose receipts may come at this moment.
  const conversation = await ids(
    sql<{
      id: string
    }>`select id from conversations where workspace_id = ${workspaceId} and contact_id = ${contactId} order by channel_id, contact_id for update`,
  )
  const message = await ids(
    sql<{
      id: string
    }>`select id from messages where workspace_id = ${workspaceId} and conversation_id = any (${conversation}) order by id for update`,
  )
  const file = await ids(
    sql<{
      id: string
    }>`select id from files where workspace_id = ${workspaceId} and (conversation_id = any (${conversation}) or contact_id = ${contactId})`,
  )
  return { contact: [contactId], conversation, message, file }
}

async function eraseFrom(
  tx: Tx,
  workspaceId: string,
  { table, subject, erasure, personal }: PersonalData,
  subjects: Subjects,
): Promise<void> {
  if (!subject || subject.is === 'user' || erasure === null || typeof erasure === 'object') return
  const found = sql`workspace_id = ${workspaceId} and ${ofPerson(workspaceId, subject.column, subject.is, subjects)}`
  if (erasure === 'delete') await sql`delete from ${sql.table(table)} where ${found}`.execute(tx)
  else
    await sql`update ${sql.table(table)} set ${sql.join(personal.map((column) => sql`${sql.ref(column)} = null`))} where ${found}`.execute(
      tx,
    )
}

type SubjectKind = Exclude<NonNullable<PersonalData['subject']>['is'], 'user'>

function ofPerson(workspaceId: string, name: string, kind: SubjectKind, subjects: Subjects): RawBuilder<unknown> {
  const column = sql.ref(name)
  if (kind === 'mention') {
    return sql`${column} like any (${[...subjects.contact, ...subjects.conversation].map((id) => `%${id}%`)})`
  }
  if (kind === 'identity') {
    return sql`(channel_id, ${column}) in (select channel_id, external_id from contact_identities
      where workspace_id = ${workspaceId} and contact_id = any (${subjects.contact}))`
  }
  return sql`${column} = any (${subjects[kind]})`
}
