import { sql } from 'kysely'
import type { MessagePreview } from '../../../contract/message-preview.ts'
import { fileIdsOf, linkedFilesOf, type NewMessage } from '../../../contract/new-message.ts'
import { ProviderError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps, Tx } from '../../platform/module.ts'
import { type OutboundMedia, type OutboundMessage, previewMessage, textOfTemplate } from '../channels/index.ts'
import { kindOf } from '../conversations/index.ts'
import { fail } from './errors.ts'
import { findFiles } from './find-files.ts'
import { findReactionTarget, findReplyTarget } from './find-target.ts'
import { openPipeline } from './open-pipeline.ts'
import { requireWantedTemplate } from './unwanted-marketing.ts'
import { notConnected } from './why-not-sent.ts'

/** What the customer would see of a message, and why it would not go out: nothing is stored, sent or taken over. */
export async function previewSending(
  deps: Deps,
  { workspaceId }: Access,
  conversationId: string,
  body: NewMessage,
): Promise<MessagePreview> {
  const { channelId, message } = await deps.db.withWorkspace(workspaceId, (tx) => readDraft(tx, workspaceId, conversationId, body))
  if (body.private) return { parts: [], notices: [], refusal: null }
  const open = await openPipeline(deps).connections.get(workspaceId, channelId)
  if (!open) return { parts: [], notices: [], refusal: notConnected }
  try {
    return { ...previewMessage(open, message), refusal: null }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { parts: [], notices: [], refusal: open.adapter.explain(error) }
  }
}

interface Recipient {
  channelId: string
  externalId: string
  phone: string | null
}

/** The message as sending would load it, checked as sending would check it. */
async function readDraft(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  body: NewMessage,
): Promise<{ channelId: string; message: OutboundMessage }> {
  const { channelId, externalId, phone } = await findRecipient(tx, workspaceId, conversationId)
  await requireWantedTemplate(tx, workspaceId, conversationId, body.template)
  const files = await findFiles(tx, workspaceId, conversationId, fileIdsOf(body.attachments))
  const { reaction, template } = body
  const target = reaction && (await findReactionTarget(tx, workspaceId, conversationId, reaction.messageId))
  const message: OutboundMessage = {
    id: newId(),
    recipient: { externalId, phone },
    text: body.text ?? (await textOfTemplate(tx, workspaceId, channelId, template)),
    linkedFiles: linkedFilesOf(body.attachments),
    media: files.map(
      (file): OutboundMedia => ({
        kind: kindOf(file.mime_type),
        mimeType: file.mime_type,
        name: file.name,
        size: Number(file.size),
        fileId: file.id,
        voice: file.mime_type === 'audio/ogg',
      }),
    ),
    interactive: body.interactive ?? null,
    location: body.location ?? null,
    contactCards: body.contactCards ?? [],
    template: template ? { ...template, variables: template.variables ?? {} } : null,
    ...(reaction && target && { reaction: { targetExternalId: target.externalId, emoji: reaction.emoji } }),
    replyToExternalId: body.replyToId ? await findReplyTarget(tx, workspaceId, conversationId, body.replyToId) : null,
    byHuman: true,
  }
  return { channelId, message }
}

async function findRecipient(tx: Tx, workspaceId: string, conversationId: string): Promise<Recipient> {
  const { rows } = await sql<Recipient>`
    select c.channel_id as "channelId", c.recipient_id as "externalId", k.phone
    from conversations c join contacts k on k.workspace_id = c.workspace_id and k.id = c.contact_id
    where c.workspace_id = ${workspaceId} and c.id = ${conversationId}`.execute(tx)
  const recipient = rows[0]
  if (!recipient) throw fail('conversation-not-found')
  return recipient
}
