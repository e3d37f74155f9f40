import { sql } from 'kysely'
import type { Tx } from '../../platform/module.ts'
import { fail } from './errors.ts'

export interface Target {
  channel_id: string
  contact_id: string
  /** The channel was deleted; what was said stays readable. */
  isDeleted: boolean
}

/** Locks the conversation: nothing is said in it while it is taken over, merged or erased. */
export async function findTarget(tx: Tx, workspaceId: string, conversationId: string): Promise<Target> {
  const { rows } = await sql<Target>`
    select c.channel_id, c.contact_id, not exists (select from channels ch where ch.workspace_id = c.workspace_id and ch.id = c.channel_id) as "isDeleted"
    from conversations c where c.workspace_id = ${workspaceId} and c.id = ${conversationId} for no key update`.execute(tx)
  const target = rows[0]
  if (!target) throw fail('conversation-not-found')
  return target
}
