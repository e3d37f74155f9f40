import type { ApiClient } from './api-client.ts'
import { type FinalConversation, type FinalMessage, type FinalRecord, type History, now, type Remains, type Trace } from './history.ts'
import type { Shop } from './set-up-shops.ts'

interface Page<T> {
  data: T[]
  nextCursor: string | null
}

interface ShownConversation {
  id: string
  channelId: string
  contactId: string
  contact: { name: string | null }
  handler: string
}

interface ShownMessage {
  id: string
  direction: 'inbound' | 'outbound'
  author: { type: FinalMessage['author'] }
  type: string
  text?: string | null
  externalId?: string | null
  status: string
  error?: { title: string } | null
  event?: { name: string } | null
  createdAt: string
}

const readers = 6

/** Everything that the API says at the end, and what it still knows of those who were deleted. */
export async function readRecord(shops: readonly Shop[], history: History, traces: readonly Trace[]): Promise<FinalRecord> {
  const conversations: FinalConversation[] = []
  await Promise.all(
    shops.map(async ({ api }) => {
      const listed = await all<ShownConversation>(api, '/api/v1/conversations?status=all')
      await inParallel(listed, readers, async (conversation) => {
        conversations.push(await readConversation(api, conversation))
      })
    }),
  )
  return { readAt: now(), conversations, remains: await readRemains(shops, history), traces: [...traces] }
}

export async function readConversation(
  api: ApiClient,
  { id, channelId, contactId, contact, handler }: ShownConversation,
): Promise<FinalConversation> {
  const messages = await all<ShownMessage>(api, `/api/v1/conversations/${id}/messages?order=asc`)
  return { id, channelId, contactId, contactName: contact.name, handler, messages: messages.map(toFinal) }
}

function toFinal(shown: ShownMessage): FinalMessage {
  return {
    id: shown.id,
    direction: shown.direction,
    author: shown.author.type,
    type: shown.type,
    text: shown.text ?? null,
    externalId: shown.externalId ?? null,
    status: shown.status,
    errorTitle: shown.error?.title ?? null,
    event: shown.event?.name ?? null,
    createdAt: Date.parse(shown.createdAt),
  }
}

async function readRemains(shops: readonly Shop[], history: History): Promise<Remains[]> {
  const shopOf = new Map(shops.flatMap((shop) => shop.accounts.map((account) => [account.channelId, shop] as const)))
  const deletions = history.actions.filter((action) => action.kind === 'delete' && action.confirmedAt !== null)
  return Promise.all(
    deletions.map(async ({ channelId, customer, contactId, conversationId }) => {
      const api = shopOf.get(channelId ?? '')?.api as ApiClient
      const name = `Customer ${customer}`
      const named = await all<{ name: string | null }>(api, `/api/v1/contacts?q=${encodeURIComponent(name)}`)
      return {
        contactId: contactId ?? '',
        customer: customer ?? '',
        contactStatus: await settledStatus(api, `/api/v1/contacts/${contactId}`),
        conversationStatus: await settledStatus(api, `/api/v1/conversations/${conversationId}`),
        foundByName: named.filter((contact) => contact.name === name).length,
      }
    }),
  )
}

async function settledStatus(api: ApiClient, path: string): Promise<number> {
  for (;;) {
    const { status } = await api.call('GET', path)
    if (status === 200 || status === 404) return status
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** All pages of a list. */
export async function all<T>(api: ApiClient, path: string): Promise<T[]> {
  const found: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const separator = path.includes('?') ? '&' : '?'
    const page: Page<T> = await api.insist('GET', `${path}${separator}limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    found.push(...page.data)
    cursor = page.nextCursor
  }
  return found
}

async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let index = next++; index < items.length; index = next++) await work(items[index] as T)
    }),
  )
}
