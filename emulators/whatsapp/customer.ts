import { type CustomerInbox, createCustomerInbox } from '../phone/customer-inbox.ts'
import type { PhoneMessage } from '../phone/phone-book.ts'
import { type Cloud, type Person, type ProvisionedNumber, rememberMessage } from './cloud.ts'
import { type CustomerActs, createCustomerActs } from './customer-acts.ts'
import { type BuiltMessage, buildCustomerMessage, type CustomerMessage } from './customer-message.ts'
import { changeMarketingWish } from './marketing-wish.ts'
import type { StoredMedia } from './media-store.ts'
import type { Statuses } from './statuses.ts'
import type { Change } from './webhooks.ts'

export interface SentByCustomer {
  id: string
  /** Resolves when the webhook was taken, or given up after all retries. */
  delivered: Promise<void>
}

export interface WhatsAppCustomer extends CustomerInbox, CustomerActs {
  readonly person: Person
  send(message: CustomerMessage): SentByCustomer
  /** Taps a reply button or a list row that the business sent; the newest message that has it. */
  tap(buttonId: string, messageId?: string): SentByCustomer
  /** Plays a voice note of the business for the first time; deletes one of its messages on this phone. Both are told as statuses. */
  play(messageId: string): void
  remove(messageId: string): void
  /** Stops the business's marketing messages in the app, or resumes them. Resolves when the business was told. */
  stopMarketing(): Promise<void>
  resumeMarketing(): Promise<void>
  /** Opens the conversation, as the phone page does: everything becomes read, and stays so until it is left. */
  open(): () => void
}

/** Puts one message on its way to the business. */
export type Carry = (number: ProvisionedNumber, person: Person, body: Record<string, unknown>) => Promise<void>

export function createWhatsAppCustomer(parts: {
  cloud: Cloud
  number: ProvisionedNumber
  person: Person
  carry: Carry
  mediaUrl: (media: StoredMedia) => string
  tell: Statuses['tell']
  /** Tells the business of something that is no message. */
  announce: (number: ProvisionedNumber, change: Change) => Promise<void>
}): WhatsAppCustomer {
  const { cloud, number, person, carry, mediaUrl, tell, announce } = parts
  const account = number.phoneNumberId

  function send(message: CustomerMessage): SentByCustomer {
    const built = buildCustomerMessage(cloud, number, person, message, mediaUrl)
    if (message.type !== 'system') {
      // To change or take back what was said is no new word: it opens nothing.
      if (message.type !== 'edit' && message.type !== 'revoke') cloud.lastInbound.set(`${account}/${person.waId}`, cloud.clock())
      rememberMessage(cloud, {
        id: built.id,
        phoneNumberId: account,
        waId: person.waId,
        direction: 'inbound',
        type: message.type,
        at: cloud.clock(),
      })
      show(message, built)
    }
    return { id: built.id, delivered: carry(number, person, built.body) }
  }

  function show(message: CustomerMessage, built: BuiltMessage): void {
    const { book } = cloud
    if (message.type === 'reaction') {
      const target = book.find(account, person.waId, message.messageId)
      if (!target) return
      const reactions = { ...target.reactions }
      if (message.emoji === null) delete reactions.customer
      else reactions.customer = message.emoji
      book.change(account, person.waId, target.id, { reactions })
    } else if (message.type === 'edit') {
      book.change(account, person.waId, message.messageId, { text: message.text, edited: true })
    } else if (message.type === 'revoke') {
      book.change(account, person.waId, message.messageId, { text: '', deleted: true })
    } else {
      book.put(account, person.waId, {
        id: built.id,
        direction: 'out',
        kind: message.type,
        text: textOf(message),
        at: cloud.clock(),
        status: 'sent',
        raw: built.body,
        ...(message.replyTo ? { replyTo: message.replyTo } : {}),
        ...(message.type === 'location'
          ? { location: { latitude: message.latitude, longitude: message.longitude, name: message.name } }
          : {}),
        ...(built.media ? { media: phoneMedia(built.media) } : {}),
      })
    }
  }

  function tap(buttonId: string, messageId?: string): SentByCustomer {
    const message = cloud.book
      .thread(account, person.waId)
      .messages.findLast(
        (one) => (messageId === undefined || one.id === messageId) && one.buttons?.some((button) => button.id === buttonId),
      )
    const button = message?.buttons?.find((one) => one.id === buttonId)
    if (!message || !button) throw new Error(`the phone shows no button ${JSON.stringify(buttonId)}`)
    if (button.kind === 'link') throw new Error('a link opens a page and sends nothing')
    const { id, title, description } = button
    if (message.kind === 'template') return send({ type: 'button', text: title, payload: id, replyTo: message.id })
    const answer = acts.answerRequest(message)
    if (answer) return answer
    const interactive =
      button.kind === 'row'
        ? { type: 'list_reply', list_reply: { id, title, ...(description ? { description } : {}) } }
        : { type: 'button_reply', button_reply: { id, title } }
    return send({ type: 'interactive', interactive, replyTo: message.id })
  }

  const acts = createCustomerActs(cloud, person, send)
  const inbox = createCustomerInbox(cloud.book, account, () => person.waId)
  return {
    person,
    send,
    tap,
    ...acts,
    play: (messageId) => tell(messageId, 'played'),
    remove: (messageId) => tell(messageId, 'deleted'),
    stopMarketing: () => announce(number, changeMarketingWish(cloud, number, person, 'stop')),
    resumeMarketing: () => announce(number, changeMarketingWish(cloud, number, person, 'resume')),
    open: () => cloud.book.view(account, person.waId),
    get inbox() {
      return inbox.inbox
    },
    waitForMessage: inbox.waitForMessage,
  }
}

function textOf(message: CustomerMessage): string {
  if (message.type === 'text' || message.type === 'button') return message.text
  if ('caption' in message) return message.caption ?? ''
  if (message.type === 'location') return message.name ?? ''
  if (message.type === 'contacts') return message.contacts.map((card) => JSON.stringify(card.name ?? '')).join(', ')
  if (message.type === 'order') return message.text ?? `${message.items.length} products ordered`
  if (message.type === 'interactive') {
    const reply = (message.interactive.button_reply ?? message.interactive.list_reply) as { title?: string } | undefined
    return reply?.title ?? ''
  }
  return ''
}

function phoneMedia(media: StoredMedia): NonNullable<PhoneMessage['media']> {
  return { url: `/_phone/media/${media.id}`, mimeType: media.mimeType, name: media.filename, size: media.bytes.length }
}
