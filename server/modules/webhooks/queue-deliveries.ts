import type { ParleyEvent } from '../../../contract/events.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { endpointsFor } from './queries.ts'
import { findSubject, insertDeliveries, moveDeliveries } from './queries-deliveries.ts'

/**
 * Turns an event into one delivery for each address that asked for it, in the transaction that takes it from the queue. Private notes are nobody's
 * business outside; what concerns a restricted contact is written down as withheld.
 */
export async function queueDeliveries(deps: Pick<Deps, 'clock' | 'log'>, tx: Tx, event: ParleyEvent): Promise<void> {
  const { workspaceId, type, payload } = event
  if (type === 'contact.merged') await moveDeliveries(tx, workspaceId, payload.mergedContactId, payload.contactId)
  const endpoints = await endpointsFor(tx, workspaceId, type)
  if (endpoints.length === 0) return
  const subject = await findSubject(tx, workspaceId, payload)
  if (subject.private) return
  if (subject.restricted) deps.log.info({ workspaceId, eventId: event.id }, 'event withheld from webhooks: the contact is restricted')
  const deliveries = endpoints.map((endpointId) => ({
    id: newId(),
    endpointId,
    eventId: event.id,
    type,
    payload,
    contactId: subject.contactId,
    status: subject.restricted ? ('withheld' as const) : ('pending' as const),
    error: subject.restricted ? 'contact-restricted' : null,
  }))
  await insertDeliveries(tx, workspaceId, deps.clock.now(), deliveries)
}
