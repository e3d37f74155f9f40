import { z } from 'zod'
import { sentTranscriptSchema } from '../../../../contract/conversations.ts'
import { idSchema } from '../../../../contract/paging.ts'
import { requireMail } from '../../../platform/mail/index.ts'
import type { ApiServer, Deps, Tx } from '../../../platform/module.ts'
import { fail } from '../errors.ts'
import { mailTranscript } from './mail-transcript.ts'

/** The team sends a customer what was said, to the address that the contact has and to no other. */
export function transcriptRoutes(server: ApiServer, deps: Deps): void {
  server.post(
    '/api/v1/conversations/:id/transcript',
    {
      config: { permission: 'agent' },
      schema: {
        tags: ['conversations'],
        params: z.object({ id: idSchema }),
        response: { 202: sentTranscriptSchema },
        description: 'Sends the conversation by mail to the e-mail address of the contact.',
      },
    },
    async ({ access, params: { id } }, reply) => {
      const { workspaceId } = access
      const to = await deps.db.withWorkspace(workspaceId, async (tx) => {
        const recipient = await findRecipient(tx, workspaceId, id)
        if (!recipient) throw fail('conversation-not-found')
        requireMail(deps)
        if (recipient.email === null) throw fail('transcript-no-address')
        const { email, language, business, last } = recipient
        const key = `transcript:${id}:${last}:team`
        await mailTranscript(deps, tx, workspaceId, { conversationId: id, to: email, key, language, business, askedBy: 'team' })
        return email
      })
      return reply.status(202).send({ sentTo: to })
    },
  )
}

interface Recipient {
  email: string | null
  language: string | null
  business: string
  /** Another message makes another transcript; the same one is not sent twice. */
  last: string | null
}

function findRecipient(tx: Tx, workspaceId: string, conversationId: string): Promise<Recipient | undefined> {
  return tx
    .selectFrom('conversations as c')
    .innerJoin('contacts as k', (join) => join.onRef('k.workspace_id', '=', 'c.workspace_id').onRef('k.id', '=', 'c.contact_id'))
    .innerJoin('workspaces as w', 'w.id', 'c.workspace_id')
    .select(['k.email', 'k.language', 'w.name as business', 'c.last_message_id as last'])
    .where('c.workspace_id', '=', workspaceId)
    .where('c.id', '=', conversationId)
    .executeTakeFirst()
}
