import { sql } from 'kysely'
import type { MessageTemplate } from '../../../contract/new-message.ts'
import type { Tx } from '../../platform/module.ts'
import { fail } from './errors.ts'

/**
 * Whether this is advertising to somebody who does not want it: they told the provider so on this channel, or the team noted it. A template that is not known
 * here counts as none; the provider keeps the same wish.
 */
export async function isUnwantedMarketing(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  template: MessageTemplate | null | undefined,
): Promise<boolean> {
  if (!template) return false
  const { rows } = await sql<{ unwanted: boolean }>`
    select exists (
      select from conversations c
      join contacts k on k.workspace_id = c.workspace_id and k.id = c.contact_id
      join message_templates t on t.workspace_id = c.workspace_id and t.channel_id = c.channel_id
        and t.name = ${template.name} and t.language = ${template.language} and t.category = 'marketing'
      where c.workspace_id = ${workspaceId} and c.id = ${conversationId} and (k.opted_out or exists (
        select from contact_identities i
        where i.workspace_id = c.workspace_id and i.channel_id = c.channel_id and i.contact_id = c.contact_id and not i.marketing_allowed))
    ) as unwanted`.execute(tx)
  return rows[0]?.unwanted ?? false
}

/** @throws `marketing-unwanted` */
export async function requireWantedTemplate(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  template: MessageTemplate | undefined,
): Promise<void> {
  if (await isUnwantedMarketing(tx, workspaceId, conversationId, template))
    throw fail('marketing-unwanted', { errors: [{ path: 'template.name', message: 'A template of the category marketing.' }] })
}
