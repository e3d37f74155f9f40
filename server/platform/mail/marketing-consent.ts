import type { Database, Tx } from '../db.ts'
import type { Deps } from '../module.ts'

/** Has this contact agreed to be sent marketing by mail, and not taken it back? */
type ConsentCheck = (tx: Tx, workspaceId: string, contactId: string) => Promise<boolean>

const checks = new WeakMap<Database, ConsentCheck>()

/** Whoever keeps what people agreed to says here how to ask. Without it nobody has agreed. */
export function registerMarketingConsent({ db }: Pick<Deps, 'db'>, check: ConsentCheck): void {
  checks.set(db, check)
}

/** The one place that decides it: asked each time just before a mail goes out, so that taking it back counts at once. */
export async function hasMarketingConsent(
  { db }: Pick<Deps, 'db'>,
  tx: Tx,
  workspaceId: string,
  contactId: string | null,
): Promise<boolean> {
  return contactId !== null && ((await checks.get(db)?.(tx, workspaceId, contactId)) ?? false)
}
