import type { WidgetAttributes, WidgetSession, WidgetSessionRequest } from '../../../contract/widget.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { isMailSetUp } from '../../platform/mail/index.ts'
import type { Deps } from '../../platform/module.ts'
import type { webchat } from '../channels/index.ts'
import { type GivenConsent, recordConsent } from '../contacts/index.ts'
import { takeConsent } from './consent.ts'
import { findConversation } from './conversation-queries.ts'
import { assistantName, presentConfig, type Widget } from './find-widget.ts'
import { type Claim, judgeIdentity } from './judge-identity.ts'
import { presentState } from './present-message.ts'
import {
  findVisitorByToken,
  hasIdentity,
  insertVisitor,
  type NewVisitor,
  setContactAttributes,
  signVisitorAttributes,
  updateVisitor,
  type VisitorChange,
  type VisitorRow,
} from './queries.ts'
import { vouchedAddress } from './send-transcript.ts'
import { asksDetails } from './take-details.ts'
import { visitorOf } from './visitor-of.ts'
import { hashVisitorToken, newVisitorToken } from './visitor-token.ts'

export type RecordEvent = (widget: Widget, event: webchat.WidgetEvent) => Promise<void>

export interface KnownVisitor {
  visitor: VisitorRow
  token: string
}

/** Knows a visitor again by the token, or meets a new one; takes in who the website says they are. */
export async function openSession(
  deps: Deps,
  widget: Widget,
  request: WidgetSessionRequest,
  known: KnownVisitor | null,
  record: RecordEvent,
): Promise<WidgetSession> {
  const { workspaceId, channelId } = widget
  const { claim, problem } = await judgeIdentity(deps, widget, request.identity)
  // Another person at the same browser has not agreed to anything yet.
  const agreed = known && !(claim && isSomebodyElse(known.visitor, claim.id)) ? known.visitor.consent : null
  const consent = takeConsent(deps, widget, request, agreed)
  const session = await chooseVisitor(deps, widget, request, known, claim, consent, record)
  const own = session.visitor.consent ?? consent
  const visitor = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const updated = await updateVisitor(tx, workspaceId, session.visitor.id, {
      ...facts(deps, request),
      ...(claim && profile(claim)),
      ...(own && { consent: JSON.stringify(own) }),
    })
    return claim?.attributes ? takeSigned(tx, updated, claim.attributes) : updated
  })
  const assistant = await assistantName(deps, widget)
  const conversation = await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (own) await recordConsent(tx, workspaceId, { channelId, externalId: visitor.external_id }, own)
    return findConversation(tx, visitor)
  })
  return {
    token: session.token,
    identity: problem ? 'rejected' : visitor.verified ? 'verified' : visitor.claimed_id ? 'unverified' : 'anonymous',
    identityProblem: problem,
    config: presentConfig(widget, assistant, deps.clock.now(), isMailSetUp(deps)),
    state: presentState(conversation, assistant, widget.settings),
    hasEmail: visitor.email !== null,
    mailsTo: vouchedAddress(visitor)?.replace(/^(.).*@/, '$1…@') ?? null,
    asksDetails: !conversation && asksDetails(widget.settings, visitor),
  }
}

/** Null where the token is none of this chat's. */
export async function findKnownVisitor(deps: Deps, widget: Widget, token: string | null | undefined): Promise<KnownVisitor | null> {
  const hash = token ? hashVisitorToken(token) : null
  const visitor = hash ? await findVisitorByToken(deps.db, hash) : undefined
  return token && visitor?.channel_id === widget.channelId ? { visitor, token } : null
}

/**
 * A proof for the first time adopts what the same browser wrote before, unless that person has a history already: two histories are never
 * merged. Somebody else's proof, or a claim on a browser that belongs to a proven person, begins anew.
 */
async function chooseVisitor(
  deps: Deps,
  widget: Widget,
  request: WidgetSessionRequest,
  known: KnownVisitor | null,
  claim: Claim | null,
  consent: GivenConsent | null,
  record: RecordEvent,
): Promise<KnownVisitor> {
  const { workspaceId, channelId } = widget
  if (claim?.proven) {
    const externalId = provenId(claim.id)
    if (known?.visitor.external_id === externalId) return known
    if (!known || known.visitor.verified) return meet(deps, widget, request, { externalId, verified: true, consent })
    const { taken, wrote } = await deps.db.withWorkspace(workspaceId, async (tx) => ({
      taken: await hasIdentity(tx, workspaceId, channelId, externalId),
      wrote: await hasIdentity(tx, workspaceId, channelId, known.visitor.external_id),
    }))
    if (taken && wrote) return meet(deps, widget, request, { externalId, verified: true, consent })
    const previousId = known.visitor.external_id
    const visitor = await deps.db.withWorkspace(workspaceId, (tx) =>
      updateVisitor(tx, workspaceId, known.visitor.id, { external_id: externalId, verified: true }),
    )
    if (wrote)
      await record(widget, {
        kind: 'identity',
        visitor: visitorOf({ ...visitor, ...profile(claim) }),
        at: deps.clock.now().getTime(),
        previousId,
      })
    return { ...known, visitor }
  }
  return known && !(claim && isSomebodyElse(known.visitor, claim.id))
    ? known
    : meet(deps, widget, request, { externalId: null, verified: false, consent })
}

function isSomebodyElse(visitor: VisitorRow, id: string): boolean {
  return visitor.verified ? visitor.external_id !== provenId(id) : visitor.claimed_id !== null && visitor.claimed_id !== id
}

/** `user:` is only ever written for a proven id, `visitor:` only with an id of ours: neither can be claimed as the other. */
function provenId(id: string): string {
  return `user:${id}`
}

async function meet(
  deps: Deps,
  widget: Widget,
  request: WidgetSessionRequest,
  as: { externalId: string | null; verified: boolean; consent: GivenConsent | null },
): Promise<KnownVisitor> {
  const token = newVisitorToken()
  const id = newId()
  const visitor: NewVisitor = {
    id,
    channelId: widget.channelId,
    tokenHash: hashVisitorToken(token) as Buffer,
    externalId: as.externalId ?? `visitor:${id}`,
    verified: as.verified,
    language: request.locale ?? null,
    pageUrl: null,
    // What was given under another row counts here too, as a record of its own.
    consent: as.consent && { ...as.consent, id: newId() },
  }
  return { token, visitor: await deps.db.withWorkspace(widget.workspaceId, (tx) => insertVisitor(tx, widget.workspaceId, visitor)) }
}

/** Reaches the contact at once where the visitor has one already, and else with their first words. */
async function takeSigned(tx: Tx, { workspace_id: workspaceId, id }: VisitorRow, signed: WidgetAttributes): Promise<VisitorRow> {
  const visitor = await signVisitorAttributes(tx, workspaceId, id, signed)
  const contactId = await setContactAttributes(tx, workspaceId, visitor, {})
  if (contactId) await publish(tx, workspaceId, 'contact.updated', { contactId })
  return visitor
}

function facts(deps: Deps, { locale, page }: WidgetSessionRequest): VisitorChange {
  return { last_seen_at: deps.clock.now(), ...(locale && { language: locale }), ...(page && { page_url: withoutQuery(page.url) }) }
}

function profile({ id, name, email, phone, proven, isSigned }: Claim): VisitorChange {
  return {
    claimed_id: proven ? null : id,
    ...(name && { name }),
    ...(email && { email, email_vouched: isSigned }),
    ...(phone && { phone }),
  }
}

/** Addresses carry order numbers and reset tokens behind the question mark. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '').slice(0, 500)
}
