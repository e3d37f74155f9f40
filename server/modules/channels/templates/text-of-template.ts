import type { MessageTemplate } from '../../../../contract/new-message.ts'
import { fillVariables, templateContentSchema } from '../../../../contract/templates.ts'
import type { Tx } from '../../../platform/module.ts'

/**
 * What the customer will read of a template: for the thread, the search and whoever answers next. Null where the template is not known here. A one-time code is
 * for the customer alone and stands there as dots.
 */
export async function textOfTemplate(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  template: MessageTemplate | undefined,
): Promise<string | null> {
  if (!template) return null
  const row = await tx
    .selectFrom('message_templates')
    .select('content')
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .where('name', '=', template.name)
    .where('language', '=', template.language)
    .executeTakeFirst()
  const { header, body, footer } = templateContentSchema.safeParse(row?.content).data ?? { header: null, body: null, footer: null }
  const inHeader = template.header?.kind === 'text' ? template.header.variables : {}
  const inBody = template.code === undefined ? (template.variables ?? {}) : { 1: '•'.repeat(template.code.length) }
  const parts = [header?.format === 'text' ? fillVariables(header.text, inHeader) : null, body && fillVariables(body.text, inBody), footer]
  return parts.filter((part) => part !== null).join('\n\n') || null
}
