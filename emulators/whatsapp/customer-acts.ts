import type { PhoneMessage } from '../phone/phone-book.ts'
import type { Cloud, Person } from './cloud.ts'
import type { SentByCustomer } from './customer.ts'
import type { CustomerMessage } from './customer-message.ts'

/** What a customer does besides writing: becomes somebody else to the API, gives the number away, fills in forms, allows calls. */
export interface CustomerActs {
  /** The customer's number changes; the same person keeps writing from the new one. */
  changeNumber(newPhone: string): SentByCustomer
  /** The same, but the business is told only when the returned function is called: deliveries keep no order. */
  changeNumberUntold(newPhone: string): () => SentByCustomer
  /** The business-scoped id changes, and no number can be told (since 2026-08-11). */
  changeUserId(): SentByCustomer
  /** A new phone with the same number: the older message that only the security code changed. */
  changeDevice(): SentByCustomer
  /** Answers a contact request with the own card. Recorded payloads mark the card, Meta's page marks the message. */
  shareNumber(options?: { mark?: 'card' | 'message'; replyTo?: string }): SentByCustomer
  /** Sends a form off: a flow, or the address message. */
  fillForm(
    answers: Record<string, unknown>,
    options?: { name?: 'flow' | 'address_message'; body?: string; replyTo?: string },
  ): SentByCustomer
  /** Does what a question for the place, the number or a form asks for; undefined for any other message. */
  answerRequest(message: PhoneMessage): SentByCustomer | undefined
  answerCallRequest(answer: { granted: boolean; permanent?: boolean; replyTo?: string }): SentByCustomer
}

const weekSeconds = 7 * 24 * 3600

export function createCustomerActs(cloud: Cloud, person: Person, send: (message: CustomerMessage) => SentByCustomer): CustomerActs {
  const acts: CustomerActs = {
    changeNumber: (newPhone) => acts.changeNumberUntold(newPhone)(),
    changeNumberUntold(newPhone) {
      const waId = newPhone.replace(/\D/g, '')
      const old = { waId: person.waId, userId: person.userId }
      const userId = `${old.userId}1`
      const timestamp = Math.floor(cloud.clock() / 1000)
      cloud.people.delete(old.waId)
      Object.assign(person, { waId, userId })
      cloud.people.set(waId, person)
      return () =>
        send({
          type: 'system',
          from: old.waId,
          timestamp,
          system: {
            body: `User ${person.name} changed from ${old.waId} to ${waId}`,
            wa_id: waId,
            user_id: userId,
            previous_user_id: old.userId,
            type: 'user_changed_number',
          },
        })
    },
    changeUserId() {
      const [old, fresh] = [person.userId, `${person.userId}1`]
      const sent = send({
        type: 'system',
        system: {
          body: `User ${person.name} changed from ${old} to ${fresh}`,
          user_id: fresh,
          previous_user_id: old,
          type: 'user_changed_user_id',
        },
      })
      person.userId = fresh
      return sent
    },
    changeDevice() {
      const identity = { acknowledged: true, created_timestamp: String(Math.floor(cloud.clock() / 1000)), hash: 'c5fd8b8a' }
      const body = `User ${person.name}'s security code changed`
      return send({ type: 'system', system: { type: 'customer_identity_changed', body, identity, customer: person.waId } })
    },
    shareNumber({ mark = 'card', replyTo } = {}) {
      const origin = { origin: 'contact_request' } as const
      const card = {
        name: { formatted_name: person.name, first_name: person.name },
        phones: [{ phone: `+${person.waId}`, wa_id: person.waId, type: 'CELL' }],
        vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${person.name}\nTEL;type=CELL;waid=${person.waId}:+${person.waId}\nEND:VCARD`,
      }
      return send({
        type: 'contacts',
        contacts: [mark === 'card' ? { ...card, ...origin } : card],
        ...(mark === 'message' ? origin : {}),
        ...(replyTo === undefined ? {} : { replyTo }),
      })
    },
    fillForm(answers, { name = 'flow', body = 'Sent', replyTo } = {}) {
      const nfm_reply = { name, body, response_json: JSON.stringify(answers) }
      return send({
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply },
        ...(replyTo === undefined ? {} : { replyTo }),
      })
    },
    answerRequest(message) {
      const { interactive } = (message.raw ?? {}) as { interactive?: { type: string; action: { parameters?: { flow_token?: string } } } }
      const replyTo = message.id
      switch (interactive?.type) {
        case 'location_request_message':
          return send({ type: 'location', latitude: 43.238, longitude: 76.889, replyTo })
        case 'request_contact_info':
          return acts.shareNumber({ replyTo })
        case 'flow': {
          const token = interactive.action.parameters?.flow_token
          return acts.fillForm({ flow_token: token ?? 'unused', answer: 'Yes' }, { replyTo })
        }
        default:
          return undefined
      }
    },
    answerCallRequest({ granted, permanent = false, replyTo }) {
      const expiry = granted && !permanent ? { expiration_timestamp: Math.floor(cloud.clock() / 1000) + weekSeconds } : {}
      const call_permission_reply = {
        response: granted ? 'accept' : 'reject',
        ...(granted ? { is_permanent: permanent } : {}),
        ...expiry,
        response_source: 'user_action',
      }
      return send({
        type: 'interactive',
        interactive: { type: 'call_permission_reply', call_permission_reply },
        ...(replyTo === undefined ? {} : { replyTo }),
      })
    },
  }
  return acts
}
