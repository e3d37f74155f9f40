import { sql } from 'kysely'
import { publishMany } from '../../../platform/events.ts'
import { newId } from '../../../platform/ids.ts'
import type { Tx } from '../../../platform/module.ts'
import type { ImportOptions } from './import-options.ts'
import type { Person, RowFault } from './read-person.ts'

export interface Taken {
  created: number
  updated: number
  skipped: number
  faults: RowFault[]
}

/** A contact as it will stand after the batch. */
interface Contact extends Omit<Person, 'row' | 'attributes'> {
  id: string
  attributes: Record<string, unknown>
  change: 'created' | 'updated' | null
}

/** Numbers and addresses that a dry run has met in the file: what an import would have made by then. */
export type Met = Map<string, Contact>

/**
 * Takes a batch of people in: who is known by phone number or e-mail address is updated with what the row says or skipped, everybody else is
 * made. The same person twice in a file is the same person. With `met` nothing is written: it is how a dry run remembers across batches.
 */
export async function takePeople(
  tx: Tx,
  workspaceId: string,
  people: readonly Person[],
  options: Pick<ImportOptions, 'duplicates'>,
  met?: Met,
): Promise<Taken> {
  const known: Met = met ?? new Map()
  for (const contact of await findKnown(tx, workspaceId, people, met === undefined)) remember(known, contact)
  const taken: Taken = { created: 0, updated: 0, skipped: 0, faults: [] }
  const touched = new Set<Contact>()
  for (const person of people) {
    const [first, second] = matches(known, person)
    if (second) {
      taken.faults.push({
        row: person.row,
        path: 'email',
        message: 'The phone number and the e-mail address belong to two different people.',
      })
      continue
    }
    if (first && (options.duplicates === 'skip' || !differs(first, person))) {
      taken.skipped += 1
      continue
    }
    const contact = first ?? { ...person, id: newId(), change: 'created' as const }
    if (first) {
      update(first, person)
      taken.updated += 1
    } else taken.created += 1
    touched.add(contact)
    remember(known, contact)
  }
  if (!met) await write(tx, workspaceId, [...touched])
  return taken
}

function keysOf({ phone, email }: Pick<Person, 'phone' | 'email'>): string[] {
  return [...(phone ? [phone] : []), ...(email ? [email.toLowerCase()] : [])]
}

/** Where two contacts have the same number, the older one is meant. */
function remember(known: Met, contact: Contact): void {
  for (const key of keysOf(contact)) if (!known.has(key)) known.set(key, contact)
}

function matches(known: Met, person: Person): Contact[] {
  return [...new Set(keysOf(person).flatMap((key) => known.get(key) ?? []))]
}

function differs(contact: Contact, person: Person): boolean {
  return (
    (['name', 'email', 'phone', 'language'] as const).some((field) => person[field] !== null && person[field] !== contact[field]) ||
    Object.entries(person.attributes).some(([name, value]) => contact.attributes[name] !== value)
  )
}

function update(contact: Contact, person: Person): void {
  for (const field of ['name', 'email', 'phone', 'language'] as const) contact[field] = person[field] ?? contact[field]
  contact.attributes = { ...contact.attributes, ...person.attributes }
  contact.change ??= 'updated'
}

async function findKnown(tx: Tx, workspaceId: string, people: readonly Person[], lock: boolean): Promise<Contact[]> {
  const phones = people.flatMap(({ phone }) => phone ?? [])
  const emails = people.flatMap(({ email }) => email?.toLowerCase() ?? [])
  const { rows } = await sql<Omit<Contact, 'change'>>`
    select id, name, email, phone, language, attributes from contacts
    where workspace_id = ${workspaceId} and id in (select k.id from parley_match_contacts(${phones}, ${emails}) k)
    order by id ${sql.raw(lock ? 'for no key update' : '')}`.execute(tx)
  return rows.map((row) => ({ ...row, change: null }))
}

async function write(tx: Tx, workspaceId: string, contacts: readonly Contact[]): Promise<void> {
  const created = contacts.filter(({ change }) => change === 'created')
  const updated = contacts.filter(({ change }) => change === 'updated')
  if (created.length > 0)
    await sql`
      insert into contacts (workspace_id, id, name, email, phone, language, attributes)
      select ${workspaceId}, i.* from ${asRows(created)}`.execute(tx)
  if (updated.length > 0)
    await sql`
      update contacts c set name = i.name, email = i.email, phone = i.phone, language = i.language, attributes = i.attributes, updated_at = now()
      from ${asRows(updated)} where c.workspace_id = ${workspaceId} and c.id = i.id`.execute(tx)
  await publishMany(tx, workspaceId, 'contact.created', created.map(asPayload))
  await publishMany(tx, workspaceId, 'contact.updated', updated.map(asPayload))
}

function asRows(contacts: readonly Contact[]) {
  return sql`unnest(${contacts.map(({ id }) => id)}::uuid[], ${contacts.map(({ name }) => name)}::text[], ${contacts.map(({ email }) => email)}::text[],
    ${contacts.map(({ phone }) => phone)}::text[], ${contacts.map(({ language }) => language)}::text[],
    ${contacts.map(({ attributes }) => JSON.stringify(attributes))}::jsonb[]) as i(id, name, email, phone, language, attributes)`
}

function asPayload({ id }: Contact): { contactId: string } {
  return { contactId: id }
}
