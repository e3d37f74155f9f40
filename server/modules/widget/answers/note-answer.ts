import { z } from 'zod'
import type { ParleyEvent } from '../../../../contract/events.ts'
import { subscribeDurably } from '../../../platform/events.ts'
import { type JobHandlers, jobHandler } from '../../../platform/jobs.ts'
import { isMailSetUp } from '../../../platform/mail/index.ts'
import type { Deps, Tx } from '../../../platform/module.ts'
import { mailAnswers } from './mail-answers.ts'
import { findAbsentVisitor } from './queries.ts'

export const answersSubscriber = 'widget.answers'
const job = 'widget.mail-answers'

/** From the first address that a visitor leaves on, answers in this workspace are looked at. */
export function listenForAnswers(tx: Tx, workspaceId: string): Promise<void> {
  return subscribeDurably(tx, workspaceId, answersSubscriber, ['message.created'])
}

/** A person of the team has answered: where the visitor has left an address, it is looked again in a while whether they have seen it. */
export async function noteAnswer(deps: Deps, tx: Tx, { workspaceId, type, payload }: ParleyEvent): Promise<void> {
  if (type !== 'message.created' || payload.direction !== 'outbound' || payload.authorType !== 'user' || payload.private) return
  const { conversationId } = payload
  const visitor = isMailSetUp(deps) ? await findAbsentVisitor(tx, workspaceId, conversationId) : undefined
  if (!visitor) return
  const runAt = new Date(deps.clock.now().getTime() + visitor.mailAfterMinutes * 60_000)
  // The first answer sets the time: those that follow soon go with it.
  await deps.jobs.enqueue(tx, job, { workspaceId, conversationId }, { runAt, key: `${job}:${conversationId}`, keepRunAt: true })
}

export function answerMailJobs(deps: Deps): JobHandlers {
  const schema = z.object({ workspaceId: z.string(), conversationId: z.string() })
  return { [job]: jobHandler(schema, ({ workspaceId, conversationId }) => mailAnswers(deps, workspaceId, conversationId)) }
}
