import { createHmac, hkdfSync } from 'node:crypto'
import type { Tx } from '../db.ts'
import { newId } from '../ids.ts'
import type { Deps } from '../module.ts'
import { composeMail, type MailText } from './compose-mail.ts'
import { fail } from './errors.ts'
import { isMailAddress } from './mail-settings.ts'
import type { MailCategory } from './tables.ts'
import './tables.ts'

export interface NewMail {
  /** What it is about and to whom, without words of either: storing a second one of the same key does nothing. */
  key: string
  category: MailCategory
  /** `module.kebab-words`: what it is for, for lists and the log. */
  kind: string
  to: string
  /** The contact it goes to or is about, so that an erasure finds it. */
  contactId?: string | null
  /** After this it is of no use any more. */
  expiresAt?: Date
  text: MailText
}

type MailDeps = Pick<Deps, 'config' | 'secrets' | 'jobs' | 'clock'>

/** Whose mails those are that belong to no workspace: about accounts. */
export const installationId = '00000000-0000-0000-0000-000000000000'

export const sendJob = 'mail.send'

export function isMailSetUp({ config }: Pick<Deps, 'config'>): boolean {
  return config.mail !== null
}

/** @throws AppError `mail-off` */
export function requireMail(deps: Pick<Deps, 'config'>): void {
  if (!isMailSetUp(deps)) throw fail('mail-off')
}

/**
 * Stores a mail, sealed, in the transaction that causes it; it is sent afterwards by a job, as often as it takes and never twice on purpose.
 * @returns whether it is new: false where one of this key was stored before
 * @throws AppError `mail-off`, `mail-address-invalid`
 */
export async function queueMail(deps: MailDeps, tx: Tx, workspaceId: string, mail: NewMail): Promise<boolean> {
  requireMail(deps)
  if (!isMailAddress(mail.to)) throw fail('mail-address-invalid')
  const id = newId()
  const content = JSON.stringify({ to: mail.to, ...composeMail(mail.text) } satisfies StoredContent)
  const added = await tx
    .insertInto('mails')
    .values({
      workspace_id: workspaceId,
      id,
      key: mail.key,
      category: mail.category,
      kind: mail.kind,
      contact_id: mail.contactId ?? null,
      recipient_hash: hashRecipient(deps, mail.to),
      content: await deps.secrets.seal(tx, workspaceId, contentPlace(id), content),
      status: 'queued',
      expires_at: mail.expiresAt ?? null,
      created_at: deps.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) return false
  await deps.jobs.enqueue(tx, sendJob, { workspaceId, mailId: id })
  return true
}

/** How many mails an address has been sent, or is to be, since then: it is not ours to fill. */
export async function countMailsTo(deps: MailDeps, tx: Tx, workspaceId: string, address: string, since: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('mails')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('recipient_hash', '=', hashRecipient(deps, address))
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow()
  return count
}

/** After a merge the mails on their way belong to the contact that was kept: an erasure of that one finds them. */
export async function moveMails(tx: Tx, workspaceId: string, fromContactId: string, toContactId: string): Promise<void> {
  await tx
    .updateTable('mails')
    .set({ contact_id: toContactId })
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', fromContactId)
    .execute()
}

/** What lies sealed in `mails.content`. */
export interface StoredContent {
  to: string
  subject: string
  text: string
  html: string
}

export function contentPlace(id: string) {
  return { table: 'mails', column: 'content', row: id }
}

/** Keyed: from what is stored nobody finds out whether an address was written to. */
function hashRecipient({ config }: Pick<Deps, 'config'>, address: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', config.secretKey, '', 'parley mail recipients', 32))
  return createHmac('sha256', key).update(address.toLowerCase()).digest()
}
