import type { Deps } from '../../platform/module.ts'
import type { InboundEvent, OpenConnection, Receipt } from '../channels/index.ts'
import { cleanText } from './clean-text.ts'
import type { Leased } from './deliver.ts'
import { linkIdentities } from './link-identities.ts'
import { openPipeline } from './open-pipeline.ts'
import { turnRecipient } from './turn-recipient.ts'

/** What a provider's answers to the calls of a message say of whom it went to. */
export interface RecipientNews {
  /** As the provider names them. */
  recipientIds: readonly string[]
  movedTo?: Receipt['movedTo'] | undefined
  answersTo?: Receipt['answersTo'] | undefined
}

/** The message has gone out and is recorded: what cannot be written down here is logged, and harms it no more. */
export async function learnOfRecipient(deps: Deps, open: OpenConnection, one: Leased, news: RecipientNews): Promise<void> {
  const attempt = (what: string, work: Promise<unknown>) =>
    work.catch((error: unknown) => deps.log.warn({ err: error, channelId: one.channelId }, what))
  await attempt('the ids of a recipient could not be recorded', linkIds(deps, one, news.recipientIds))
  if (news.movedTo !== undefined) await attempt('the new id of a recipient could not be recorded', follow(deps, open, one, news.movedTo))
  if (news.answersTo === undefined) return
  const { from, to } = news.answersTo
  await attempt('who is behind what was answered could not be recorded', turnRecipient(deps.db.answerPool, one, from, cleanText(to)))
}

/** The answer may name the recipient by other ids than they were written to: under one of those they may answer. */
async function linkIds({ db, clock }: Deps, { workspaceId, channelId, message }: Leased, recipientIds: readonly string[]): Promise<void> {
  const ids = [...new Set([message.recipient.externalId, ...recipientIds])]
  const statement = linkIdentities([{ workspaceId, channelId, ids }], clock.now().getTime())
  if (statement !== null) await db.answerPool.query(statement)
}

/** The provider has said that the recipient is to be reached elsewhere from now on: as if it had told us by an event. */
async function follow(deps: Deps, open: OpenConnection, one: Leased, movedTo: string): Promise<void> {
  const previous = one.message.recipient.externalId
  const event: InboundEvent = {
    kind: 'identity',
    eventId: `migration:${previous}:${movedTo}`,
    at: deps.clock.now().getTime(),
    raw: { previous, movedTo },
    previousIds: [previous],
    sender: { externalId: movedTo },
    note: null,
    joins: { reusable: [] },
  }
  await openPipeline(deps).receiver.record([event], open)
}
