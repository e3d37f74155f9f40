import { signBody, toEscapedJson } from '../meta/sign-webhook.ts'
import type { WebhookSender } from '../webhook-sender.ts'
import type { Account, App, Platform, Thread } from './platform.ts'
import { isOnStandby } from './routing.ts'
import { fieldsOf, objectOf, type Topic, type WebhookObject } from './webhook-fields.ts'

export interface Event {
  account: Account
  /** Undefined for news of the account itself. */
  thread: Thread | undefined
  topic: Topic
  item: Record<string, unknown>
  /** The apps that are told; without it all that are subscribed. */
  appIds?: readonly string[]
}

export interface Webhooks {
  /** Tells every app that is subscribed. Resolves when all have taken it or were given up. */
  deliver(event: Event): Promise<void>
  /** Any body to an app's address, signed with its secret (or another one, to test refusals). */
  sendRaw(app: App, object: WebhookObject, body: Buffer, secret?: string): Promise<void>
  /** Everything that is delivered inside goes out as one body for each app. */
  batch(act: () => void | Promise<void>): Promise<void>
}

interface Entry {
  account: Account
  entry: Record<string, unknown>
}

export function createWebhooks(platform: Platform, sender: WebhookSender): Webhooks {
  /** When an app last took something of an account. */
  const lastTaken = new Map<string, number>()
  let collecting: Map<string, { app: App; object: WebhookObject; entries: Entry[] }> | undefined
  let flushed: Promise<void> | undefined

  async function post(app: App, object: WebhookObject, body: Buffer, secret = secretFor(app, object)): Promise<boolean> {
    const url = app.webhooks.get(object)?.url
    if (!url) return true
    const headers = { 'user-agent': 'facebookexternalua', 'x-hub-signature-256': signBody(body, secret) }
    return (await sender.send({ url, body, headers })).state === 'delivered'
  }

  async function send(app: App, object: WebhookObject, entries: Entry[]): Promise<void> {
    const began = performance.now()
    const isTaken = await post(app, object, Buffer.from(toEscapedJson({ object, entry: entries.map((one) => one.entry) })))
    for (const { account } of entries) {
      const key = `${app.id}/${account.id}`
      if (isTaken) lastTaken.set(key, performance.now())
      // An hour of nothing but failures ends the subscription (…/messenger-platform/webhooks).
      else if ((lastTaken.get(key) ?? 0) < began) subscriber(platform, account).subscriptions.delete(app.id)
    }
  }

  async function deliver(event: Event): Promise<void> {
    const object = objectOf[event.account.product]
    const sent: Promise<void>[] = []
    for (const app of platform.apps.values()) {
      if (event.appIds && !event.appIds.includes(app.id)) continue
      const entry = entryFor(platform, app, event)
      if (!entry) continue
      if (!collecting) {
        sent.push(send(app, object, [{ account: event.account, entry }]))
        continue
      }
      const key = `${app.id}/${object}`
      const together = collecting.get(key) ?? { app, object, entries: [] }
      together.entries.push({ account: event.account, entry })
      collecting.set(key, together)
      if (flushed) sent.push(flushed)
    }
    await Promise.all(sent)
  }

  return {
    deliver,
    async sendRaw(app, object, body, secret) {
      await post(app, object, body, secret)
    },
    async batch(act) {
      const { promise, resolve } = Promise.withResolvers<void>()
      flushed = promise
      collecting = new Map()
      await act()
      const collected = [...collecting.values()]
      collecting = undefined
      flushed = undefined
      await Promise.all(collected.map(({ app, object, entries }) => send(app, object, entries)))
      resolve()
    },
  }
}

function secretFor(app: App, object: WebhookObject): string {
  return object === 'instagram' && app.signsInstagramWith === 'instagram' ? app.instagramSecret : app.secret
}

/** Which account's `subscribed_apps` counts: that of the page, for the Instagram account behind it. */
function subscriber(platform: Platform, account: Account): Account {
  return (account.pageId === undefined ? undefined : platform.accounts.get(account.pageId)) ?? account
}

/**
 * An event comes if the app is subscribed to its field at both levels, its own and the account's (…/graph-api/reference/page/
 * subscribed_apps). A page's level knows no fields of Instagram: there, being subscribed to the page at all is what counts.
 */
function entryFor(platform: Platform, app: App, { account, thread, topic, item }: Event): Record<string, unknown> | undefined {
  const own = subscriber(platform, account).subscriptions.get(app.id)
  const all = app.webhooks.get(objectOf[account.product])?.fields
  if (!own || !all) return undefined
  const isSubscribed = (names: string[]) => names.some((name) => all.has(name) && (account.pageId !== undefined || own.has(name)))
  const base = { id: account.id, time: platform.clock() }
  if (topic === 'comment')
    return isSubscribed(fieldsOf(account.product, topic)) ? { ...base, ...changeOf(account, platform.clock(), item) } : undefined
  const standsBy = thread !== undefined && topic !== 'handover' && isOnStandby(platform, thread, app.id)
  if (!standsBy) return isSubscribed(fieldsOf(account.product, topic)) ? { ...base, messaging: [item] } : undefined
  return isSubscribed(['standby']) && heardOnStandby.has(topic) ? { ...base, standby: [withoutPayload(item)] } : undefined
}

/**
 * What happens below posts is told as a change, with the time in seconds; an Instagram account by itself has field and value in the entry
 * (…/instagram-platform/webhooks/examples).
 */
function changeOf(account: Account, now: number, value: Record<string, unknown>): Record<string, unknown> {
  const [field] = fieldsOf(account.product, 'comment')
  const change = { field, value }
  const isByItself = account.product === 'instagram' && account.pageId === undefined
  return { time: Math.floor(now / 1000), ...(isByItself ? change : { changes: [change] }) }
}

const heardOnStandby: ReadonlySet<Topic> = new Set(['message', 'echo', 'postback', 'read', 'delivery'])

/** What a button means is told only to the app that has the conversation. */
function withoutPayload(item: Record<string, unknown>): Record<string, unknown> {
  if (typeof item.postback !== 'object' || item.postback === null) return item
  const { payload: _hidden, ...postback } = item.postback as Record<string, unknown>
  return { ...item, postback }
}
