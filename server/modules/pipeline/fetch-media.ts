import { sql } from 'kysely'
import type { AttachmentKind } from '../../../contract/messages.ts'
import { AppError, ProviderError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import type { JobContext } from '../../platform/jobs.ts'
import type { Deps } from '../../platform/module.ts'
import { loadAgent, understandMedia } from '../agents/index.ts'
import type { ChannelConnections, OpenConnection } from '../channels/index.ts'
import { deleteFile, storeFile, type TurnAttachment } from '../conversations/index.ts'
import { albumPatienceMs } from './album.ts'
import { wakeTurns } from './wake.ts'

interface Pending {
  id: string
  message_id: string
  conversation_id: string
  channel_id: string
  contact_id: string
  kind: AttachmentKind
  mime_type: string
  name: string | null
  status: 'pending' | 'ready' | 'failed'
  file_id: string | null
  reference: Record<string, unknown> | null
  transcript: string | null
  description: string | null
  handler: string
  in_album: boolean
}

const maxBytes = 100 * 1024 * 1024

/**
 * Fetches one attachment from its provider into our files, then lets the agent's model hear or see it, so that the turn that waits for it knows
 * what it says. What cannot be fetched is marked, and the conversation goes on without it.
 */
export async function fetchMedia(
  deps: Deps,
  connections: ChannelConnections,
  payload: { workspaceId: string; attachmentId: string },
  job: JobContext,
): Promise<void> {
  const { workspaceId, attachmentId } = payload
  const attachment = await findAttachment(deps, workspaceId, attachmentId)
  if (!attachment || attachment.status === 'failed') return
  const open = await connections.get(workspaceId, attachment.channel_id)
  if (attachment.status === 'pending') {
    try {
      await download(deps, open, workspaceId, attachment, job.signal)
    } catch (error) {
      const why = whyNotFetched(error)
      const hopeless = job.isLastAttempt || !open || why === 'too-large' || (error instanceof ProviderError && !error.retryable)
      if (!hopeless) throw error
      deps.log.warn({ err: error, attachmentId }, 'media could not be fetched')
      await finish(deps, workspaceId, attachment, { status: 'failed', error: why })
      await letTurnStart(deps, open, workspaceId, attachment)
      return
    }
  }
  await understand(deps, open, workspaceId, attachmentId)
  await letTurnStart(deps, open, workspaceId, attachment)
}

async function findAttachment(deps: Deps, workspaceId: string, id: string): Promise<Pending | undefined> {
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<Pending>`
      select a.id, a.message_id, a.conversation_id, a.kind, a.mime_type, a.name, a.status, a.file_id, a.reference, a.transcript, a.description,
        c.channel_id, c.contact_id, c.handler, coalesce(m.content ? 'album', false) as in_album
      from attachments a join conversations c on c.workspace_id = a.workspace_id and c.id = a.conversation_id
      join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
      where a.workspace_id = ${workspaceId} and a.id = ${id}`.execute(tx)
    return rows[0]
  })
}

async function download(
  deps: Deps,
  open: OpenConnection | null,
  workspaceId: string,
  attachment: Pending,
  signal: AbortSignal,
): Promise<void> {
  if (!open?.adapter.download)
    throw new ProviderError({ provider: 'channel', code: 'media', retryable: false, message: 'The channel cannot fetch files.' })
  const media = await open.adapter.download(attachment.reference ?? {}, open.connection, signal)
  const file = await storeFile(
    deps,
    workspaceId,
    { stream: media.stream, name: attachment.name, claimedType: media.mimeType ?? attachment.mime_type, maxBytes },
    { conversationId: attachment.conversation_id, contactId: attachment.contact_id },
  )
  const kept = await finish(deps, workspaceId, attachment, {
    status: 'ready',
    file_id: file.id,
    mime_type: file.mimeType,
    size: file.size,
    kind: kindOf(attachment.kind, file.mimeType),
  })
  // The message was taken back or its person erased while the file was under way.
  if (!kept) await deleteFile(deps, workspaceId, file.id)
  attachment.file_id = file.id
}

/** Of somebody's post or story only the file itself shows whether it is a picture or a film. */
function kindOf(told: AttachmentKind, mimeType: string): AttachmentKind {
  const family = mimeType.split('/')[0]
  return (told === 'image' || told === 'video') && (family === 'image' || family === 'video') ? family : told
}

function whyNotFetched(error: unknown): 'too-large' | 'unavailable' {
  const isTooLarge =
    (error instanceof ProviderError && error.providerCode === 'too-large') || (error instanceof AppError && error.code === 'file-too-large')
  return isTooLarge ? 'too-large' : 'unavailable'
}

async function finish(
  deps: Deps,
  workspaceId: string,
  attachment: Pending,
  change: {
    status: 'ready' | 'failed'
    error?: 'too-large' | 'unavailable'
    file_id?: string
    mime_type?: string
    size?: number
    kind?: AttachmentKind
  },
): Promise<boolean> {
  const kept = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const updated = await tx
      .updateTable('attachments')
      .set(change)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', attachment.id)
      .executeTakeFirst()
    if (updated.numUpdatedRows === 0n) return false
    await publish(tx, workspaceId, 'message.updated', {
      messageId: attachment.message_id,
      conversationId: attachment.conversation_id,
      status: 'received',
      change: 'media',
    })
    return true
  })
  return kept
}

/** Voice notes become text and images a description, where a model can; a failure of the model costs the description, not the message. */
async function understand(deps: Deps, open: OpenConnection | null, workspaceId: string, attachmentId: string): Promise<void> {
  const attachment = await findAttachment(deps, workspaceId, attachmentId)
  if (!attachment?.file_id || !open?.channel.agentId || !['audio', 'image'].includes(attachment.kind)) return
  if (attachment.transcript !== null || attachment.description !== null) return
  const agent = await loadAgent(deps, workspaceId, open.channel.agentId)
  if (!agent || agent.mode === 'off') return
  try {
    const heard = await understandMedia(deps, { workspaceId, agent, attachment: turnAttachment(attachment) })
    if (!heard) return
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      await tx
        .updateTable('attachments')
        .set({ transcript: heard.transcript, description: heard.description })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', attachmentId)
        .execute()
      await publish(tx, workspaceId, 'message.updated', {
        messageId: attachment.message_id,
        conversationId: attachment.conversation_id,
        status: 'received',
        change: 'media',
      })
    })
  } catch (error) {
    deps.log.warn({ err: error, attachmentId }, 'media could not be understood')
  }
}

function turnAttachment(row: Pending): TurnAttachment {
  return {
    id: row.id,
    kind: row.kind,
    mimeType: row.mime_type,
    name: row.name,
    fileId: row.file_id,
    transcript: row.transcript,
    description: row.description,
  }
}

/**
 * Nothing of the conversation is still to be fetched or looked at: the waiting turn may start, after the usual pause, in which the rest of an album may
 * come. The mailbox is locked first: of two files that are ready at the same moment, one sees both.
 */
async function letTurnStart(
  deps: Deps,
  open: OpenConnection | null,
  workspaceId: string,
  { id, conversation_id: conversationId, in_album }: Pending,
): Promise<void> {
  const agent = open?.channel.agentId ? await loadAgent(deps, workspaceId, open.channel.agentId) : null
  const pauseSeconds = Math.max(agent?.replyDelayMs ?? 0, in_album ? albumPatienceMs : 0) / 1000
  const started = await deps.db.withWorkspace(workspaceId, async (tx) => {
    await sql`select from mailbox where workspace_id = ${workspaceId} and conversation_id = ${conversationId} for update`.execute(tx)
    await tx.updateTable('attachments').set({ understood: true }).where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
    const { rows } = await sql<{ waits: boolean }>`
      update mailbox set due_at = least(due_at, greatest(now(), parley_id_time(last_in) + make_interval(secs => ${pauseSeconds})))
      where workspace_id = ${workspaceId} and conversation_id = ${conversationId}
        and due_at < 'infinity' and due_at > now() and locked_until < now()
        and not exists (select from attachments a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
          where a.workspace_id = ${workspaceId} and a.conversation_id = ${conversationId} and m.direction = 'inbound'
            and (a.status = 'pending' or (a.status = 'ready' and not a.understood and a.created_at > now() - interval '1 minute')))
      returning due_at > now() as waits`.execute(tx)
    return rows.some((row) => !row.waits)
  })
  if (started) wakeTurns(deps)
}
