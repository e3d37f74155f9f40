import { type CustomerInbox, createCustomerInbox } from '../phone/customer-inbox.ts'
import type { PhoneMessage } from '../phone/phone-book.ts'
import { buildEvent } from './build-event.ts'
import { type BuiltMessage, buildMessage } from './build-message.ts'
import { type CommentInput, changeComment, writeComment } from './comments.ts'
import { type CustomerAct, type CustomerEvent, type CustomerMessage, isEvent } from './customer-act.ts'
import { itemFromPerson, itemToPerson } from './items.ts'
import { newMid, type Person, type Platform, rememberMessage, type Thread } from './platform.ts'
import { keepControl } from './routing.ts'
import { isQuickReply, mediaOf } from './show-on-phone.ts'
import type { Topic } from './webhook-fields.ts'
import type { Webhooks } from './webhooks.ts'

export interface SentByCustomer {
  /** The mid; of what is done to a message the mid of that message. */
  id: string
  /** Resolves when the webhook was taken, or given up. */
  delivered: Promise<void>
}

export interface MetaCustomer extends CustomerInbox {
  readonly person: Person
  /** PSID or IGSID. */
  readonly id: string
  /** The page or Instagram account. */
  readonly account: string
  send(act: CustomerAct): SentByCustomer
  /** Presses the button that begins a conversation; a page needs one in its messenger profile. `ref` is that of an m.me link. */
  start(ref?: string): SentByCustomer
  /** Taps a quick reply or a template's button that the business sent, or an entry of the menu or the ice breakers. */
  tap(buttonId: string, messageId?: string): SentByCustomer
  /** Writes below a post of the account, for all to read; changes and removes it, where the product tells of that. */
  comment(input: CommentInput): SentByCustomer
  changeComment(id: string, text: string): Promise<void>
  removeComment(id: string): Promise<void>
  /** Opens the conversation, as the phone page does: everything becomes read, and stays so until it is left. */
  open(): () => void
  block(): void
  unblock(): void
}

/** What opens the window of 24 hours (…/messenger-platform/policy). */
const opening: ReadonlySet<CustomerAct['type']> = new Set(['postback', 'reaction', 'referral', 'order'])

export function createMetaCustomer(parts: { platform: Platform; webhooks: Webhooks; thread: Thread }): MetaCustomer {
  const { platform, webhooks, thread } = parts
  const { account, person } = thread
  const { book } = platform

  function send(act: CustomerAct): SentByCustomer {
    const mid = act.mid ?? newMid(account.product)
    const at = act.timestamp ?? platform.clock()
    return isEvent(act) ? sendEvent(act, mid, at) : sendMessage(act, mid, at)
  }

  function sendMessage(act: CustomerMessage, mid: string, at: number): SentByCustomer {
    const built = buildMessage(platform, thread, mid, act)
    enter(mid, at, built.text)
    show(act, mid, built)
    const item = act.type === 'self' ? itemOfSelf(at, built) : itemFromPerson(thread, at, { message: built.message })
    return { id: mid, delivered: carry('message', item, mid) }
  }

  /** Sender and recipient are both the account. */
  function itemOfSelf(at: number, { message }: BuiltMessage) {
    return { ...itemToPerson(thread, at, { message }), recipient: { id: account.id } }
  }

  function sendEvent(event: CustomerEvent, mid: string, at: number): SentByCustomer {
    const { topic, content } = buildEvent(platform, thread, mid, event)
    if (opening.has(event.type) && !(event.type === 'reaction' && event.emoji === null)) thread.lastInboundAt = platform.clock()
    if (event.type === 'postback') rememberMessage(platform, { mid, thread, direction: 'inbound', at, text: event.title })
    keepControl(platform, thread)
    showEvent(event, mid)
    const id = 'messageId' in event ? event.messageId : mid
    return { id, delivered: carry(topic, itemFromPerson(thread, at, content), id) }
  }

  function enter(mid: string, at: number, text: string): void {
    thread.lastInboundAt = platform.clock()
    person.blocks.delete(account.id)
    keepControl(platform, thread)
    rememberMessage(platform, { mid, thread, direction: 'inbound', at, text })
  }

  async function carry(topic: Topic, item: Record<string, unknown>, mid: string): Promise<void> {
    await webhooks.deliver({ account, thread, topic, item })
    const shown = book.find(account.id, person.key, mid)
    if (shown?.direction === 'out' && shown.status === 'sent') book.change(account.id, person.key, mid, { status: 'delivered' })
  }

  function show(act: CustomerMessage, mid: string, { message, file, text }: BuiltMessage): void {
    put(mid, act.type, text, message, { ...(act.replyTo ? { replyTo: act.replyTo } : {}), ...(file ? { media: mediaOf(file) } : {}) })
  }

  function put(id: string, kind: string, text: string, raw: unknown, more: Partial<PhoneMessage> = {}): void {
    book.put(account.id, person.key, { id, direction: 'out', kind, text, at: platform.clock(), status: 'sent', raw, ...more })
  }

  function showEvent(event: CustomerEvent, mid: string): void {
    if (event.type === 'postback') put(mid, 'postback', event.title, event)
    if (event.type === 'order') put(mid, 'order', `${event.products.length} products ordered`, event)
    if (event.type === 'edit') book.change(account.id, person.key, event.messageId, { text: event.text, edited: true })
    if (event.type === 'unsend') book.change(account.id, person.key, event.messageId, { text: '', deleted: true })
    if (event.type !== 'reaction') return
    const { customer: _before, ...others } = book.find(account.id, person.key, event.messageId)?.reactions ?? {}
    const reactions = event.emoji === null ? others : { ...others, customer: event.emoji }
    book.change(account.id, person.key, event.messageId, { reactions })
  }

  function tap(buttonId: string, messageId?: string): SentByCustomer {
    const shown = book
      .thread(account.id, person.key)
      .messages.findLast(
        (one) => (messageId === undefined || one.id === messageId) && one.buttons?.some((button) => button.id === buttonId),
      )
    const button = shown?.buttons?.find((one) => one.id === buttonId)
    if (!shown || !button) return tapEntry(buttonId)
    if (button.kind === 'link') throw new Error('a link opens a page and sends nothing')
    if (!isQuickReply(shown.raw, buttonId)) return send({ type: 'postback', title: button.title, payload: buttonId })
    const own = buttonId === 'user_phone_number' ? person.phone : buttonId === 'user_email' ? person.email : undefined
    return send({ type: 'text', text: own ?? button.title, quickReply: own ?? buttonId })
  }

  /** Menu and ice breakers stand in the page's messenger profile. */
  function tapEntry(payload: string): SentByCustomer {
    const entry = entriesOf(account.messengerProfile).find((one) => one.payload === payload)
    if (!entry) throw new Error(`the phone shows no button ${JSON.stringify(payload)}`)
    return send({ type: 'postback', title: entry.title ?? entry.question ?? '', payload })
  }

  function start(ref?: string): SentByCustomer {
    const started = account.messengerProfile.get('get_started') as { payload: string } | undefined
    if (!started) throw new Error('the page has no Get Started button')
    const referral = ref === undefined ? {} : { referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' } }
    return send({ type: 'postback', title: 'Get Started', payload: started.payload, ...referral })
  }

  const inbox = createCustomerInbox(book, account.id, () => person.key)
  return {
    person,
    id: thread.scopedId,
    account: account.id,
    send,
    start,
    tap,
    comment: (input) => {
      const written = writeComment(parts, account, person, input)
      put(written.id, 'comment', input.text, input)
      return written
    },
    changeComment: (id, text) => changeComment(parts, id, { verb: 'edited', text }),
    removeComment: (id) => changeComment(parts, id, { verb: 'remove' }),
    open: () => book.view(account.id, person.key),
    block: () => void person.blocks.add(account.id),
    unblock: () => void person.blocks.delete(account.id),
    get inbox() {
      return inbox.inbox
    },
    waitForMessage: inbox.waitForMessage,
  }
}

interface ProfileEntry {
  title?: string
  question?: string
  payload?: string
}

function entriesOf(profile: ReadonlyMap<string, unknown>): ProfileEntry[] {
  const lists = ['persistent_menu', 'ice_breakers'].flatMap(
    (name) => (profile.get(name) ?? []) as (ProfileEntry & { call_to_actions?: ProfileEntry[] })[],
  )
  return lists.flatMap((one) => one.call_to_actions ?? [one])
}
