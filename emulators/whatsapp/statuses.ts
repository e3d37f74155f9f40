import { createHash } from 'node:crypto'
import type { Cloud, Person, ProvisionedNumber } from './cloud.ts'
import { type GraphCode, webhookError } from './graph-error.ts'
import type { SentMessage } from './message-schema.ts'
import { templateCategory } from './templates.ts'
import type { Webhooks } from './webhooks.ts'

export interface StatusOptions {
  /** Milliseconds after the message was accepted. */
  sentAfterMs: number
  deliveredAfterMs: number
  /** After `delivered`, or after the conversation is opened on the phone. */
  readAfterMs: number
  /** Customers read everything at once, without anybody looking at the phone page. */
  autoRead: boolean
  /** They look at the very moment: `read` comes, and `delivered` never does. */
  readsAtOnce: boolean
  /** Switches statuses off. */
  enabled: boolean
}

interface Accepted {
  id: string
  number: ProvisionedNumber
  person: Person
  message: SentMessage
  version: number
}

export interface Statuses {
  progress(accepted: Accepted): void
  fail(failed: { id: string; number: ProvisionedNumber; waId: string; message: SentMessage; code: GraphCode; details: string }): void
  /** What a customer did with one message later: played a voice note, deleted it on their phone. */
  tell(id: string, status: 'played' | 'deleted'): void
  /** The customer opened the conversation. */
  readAll(phoneNumberId: string, waId: string): void
  close(): void
}

export function createStatuses(
  cloud: Cloud,
  webhooks: Webhooks,
  options: StatusOptions,
  fetchLink: (message: SentMessage) => Promise<string | undefined>,
): Statuses {
  const timers = new Set<NodeJS.Timeout>()
  const unread = new Map<string, Accepted[]>()
  const delivered = new Map<string, Accepted>()

  function after(ms: number, act: () => void): void {
    if (!options.enabled) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  const lastReport = new Map<string, Promise<void>>()

  /**
   * The statuses of one message leave in order: each waits until the one before was taken, though never longer than a tenth
   * of a second, so that one that is held back or refused can still be overtaken as in reality.
   */
  function report(
    number: ProvisionedNumber,
    person: Person | undefined,
    status: { id: string; status: string } & Record<string, unknown>,
  ): void {
    const contacts = person ? { contacts: [contactOf(person, status.status !== 'sent')] } : {}
    const metadata = { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''), phone_number_id: number.phoneNumberId }
    const value = { messaging_product: 'whatsapp', metadata, ...contacts, statuses: [status] }
    const before = lastReport.get(status.id) ?? Promise.resolve()
    const taken = Promise.race([before, pause(100)]).then(() => webhooks.send(number, [{ field: 'messages', value }]))
    lastReport.set(status.id, taken)
    void taken.then(() => {
      if (lastReport.get(status.id) === taken) lastReport.delete(status.id)
    })
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.add(timer)
    })
  }

  function step(accepted: Accepted, status: 'sent' | 'delivered' | 'read' | 'played' | 'deleted'): void {
    const { number, person, message, id } = accepted
    if (status === 'deleted') cloud.book.change(number.phoneNumberId, person.waId, id, { text: '', deleted: true })
    else cloud.book.change(number.phoneNumberId, person.waId, id, { status: status === 'played' ? 'read' : status })
    report(number, person, {
      id,
      status,
      timestamp: String(Math.floor(cloud.clock() / 1000)),
      ...(person.hidesNumber ? {} : { recipient_id: person.waId }),
      recipient_user_id: person.userId,
      ...callbackData(message),
      ...(status !== 'sent' && status !== (options.readsAtOnce ? 'read' : 'delivered')
        ? {}
        : { pricing: pricingOf(cloud, number, message), ...conversationOf(accepted, status, cloud.clock()) }),
    })
  }

  function read(accepted: Accepted): void {
    after(options.readAfterMs, () => step(accepted, 'read'))
  }

  function failLater(number: ProvisionedNumber, waId: string, id: string, message: SentMessage, code: GraphCode, details: string): void {
    const person = cloud.people.get(waId)
    cloud.book.change(number.phoneNumberId, waId, id, { status: 'failed' })
    report(number, undefined, {
      id,
      status: 'failed',
      timestamp: String(Math.floor(cloud.clock() / 1000)),
      ...(person?.hidesNumber ? {} : { recipient_id: waId }),
      ...(person ? { recipient_user_id: person.userId } : {}),
      ...callbackData(message),
      errors: [webhookError(code, details)],
    })
  }

  async function afterSent(accepted: Accepted): Promise<void> {
    const { number, person, message, id } = accepted
    const problem = await fetchLink(message)
    if (problem !== undefined) {
      failLater(number, person.waId, id, message, 131053, problem)
      return
    }
    step(accepted, options.readsAtOnce ? 'read' : 'delivered')
    delivered.set(id, accepted)
    if (delivered.size > 1000) delivered.delete(delivered.keys().next().value ?? '')
    if (options.readsAtOnce) return
    const key = `${number.phoneNumberId}/${person.waId}`
    if (options.autoRead || cloud.book.thread(number.phoneNumberId, person.waId).viewers > 0) read(accepted)
    else {
      const waiting = unread.get(key) ?? []
      waiting.push(accepted)
      unread.set(key, waiting.slice(-1000))
    }
  }

  return {
    progress(accepted) {
      after(options.sentAfterMs, () => step(accepted, 'sent'))
      after(options.deliveredAfterMs, () => void afterSent(accepted))
    },
    fail({ id, number, waId, message, code, details }) {
      after(options.sentAfterMs, () => failLater(number, waId, id, message, code, details))
    },
    tell(id, status) {
      const accepted = delivered.get(id)
      if (!accepted) throw new Error(`no message ${id} has been delivered`)
      step(accepted, status)
    },
    readAll(phoneNumberId, waId) {
      const key = `${phoneNumberId}/${waId}`
      for (const accepted of unread.get(key) ?? []) read(accepted)
      unread.delete(key)
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

/** `username` is not part of the contact on `sent` (…/whatsapp/business-scoped-user-ids). */
function contactOf(person: Person, withUsername: boolean): Record<string, unknown> {
  return {
    profile: { name: person.name, ...(withUsername && person.username ? { username: person.username } : {}) },
    ...(person.hidesNumber ? {} : { wa_id: person.waId }),
    user_id: person.userId,
  }
}

function callbackData(message: SentMessage): Record<string, unknown> {
  return message.biz_opaque_callback_data === undefined ? {} : { biz_opaque_callback_data: message.biz_opaque_callback_data }
}

function pricingOf(cloud: Cloud, number: ProvisionedNumber, message: SentMessage): Record<string, unknown> {
  if (message.type !== 'template') {
    return { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' }
  }
  return { billable: true, pricing_model: 'PMP', type: 'regular', category: templateCategory(cloud, number, message.template) }
}

/** Left out since v24.0; up to v23 its id is unique to each message. */
function conversationOf(accepted: Accepted, status: string, now: number): Record<string, unknown> {
  if (accepted.version >= 24) return {}
  const id = createHash('md5').update(accepted.id).digest('hex')
  const expiry = status === 'sent' ? { expiration_timestamp: String(Math.floor(now / 1000) + 86_400) } : {}
  return { conversation: { id, ...expiry, origin: { type: 'service' } } }
}
