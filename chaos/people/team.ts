import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiAnswer, ApiClient } from '../api-client.ts'
import type { Customer } from '../customers/accounts.ts'
import type { Customers } from '../customers/write-messages.ts'
import { type ActionKind, type History, now, type TeamAction } from '../history.ts'
import type { Random } from '../random.ts'
import type { Shop } from '../set-up-shops.ts'
import { createConversationFinder, type KnownConversation } from './conversation-finder.ts'

export interface Team {
  start(): void
  /** Takes nothing new in hand, and waits until everything begun is ended: what was taken is released. */
  finish(): Promise<void>
  counts(): Record<ActionKind, number>
}

interface Options {
  history: History
  random: Random
  shops: readonly Shop[]
  customers: Customers
  /** Mean pause between two things that the team does. */
  pauseMs: number
}

const releasePatienceMs = 15 * 60_000

/** People at work: takeovers, replies and releases, deletions, an agent switched off for a moment. At random moments, mostly of the busiest. */
export function createTeam({ history, random, shops, customers, pauseMs }: Options): Team {
  const finder = createConversationFinder()
  const busy = new Set<Customer>()
  const underWay = new Set<Promise<void>>()
  let stopping = false

  async function act(kind: ActionKind, about: Partial<TeamAction>, work: () => Promise<ApiAnswer>, untilDone = false): Promise<TeamAction> {
    const action: TeamAction = {
      kind,
      channelId: null,
      agentId: null,
      customer: null,
      conversationId: null,
      contactId: null,
      text: null,
      messageId: null,
      ...about,
      startedAt: now(),
      confirmedAt: null,
    }
    history.actions.push(action)
    const deadline = Date.now() + releasePatienceMs
    for (;;) {
      const answer = await work()
      // A repeated deletion that was answered into the void finds nothing any more.
      const done = (answer.status >= 200 && answer.status < 300) || (kind === 'delete' && answer.status === 404)
      if (done) {
        action.confirmedAt = now()
        action.messageId = (answer.body as { id?: string } | null)?.id ?? null
        return action
      }
      if (!untilDone || Date.now() > deadline) return action
      await sleep(300)
    }
  }

  async function takeOver({ api, memberId }: Shop, customer: Customer, { id }: KnownConversation): Promise<void> {
    const about = { channelId: customer.account.channelId, customer: customer.key, conversationId: id }
    const at = `/api/v1/conversations/${id}`
    if (random.chance(0.3)) await act('assign', about, () => api.call('POST', `${at}/assign`, { assigneeId: memberId }))
    else await act('take', about, () => api.call('POST', `${at}/take`))
    // Whoever is answered by a person goes on writing: nobody but that person may answer now.
    if (random.chance(0.7)) customers.write(customer, random.between(1, 2))
    await sleep(random.between(200, 3_000))
    if (random.chance(0.5)) {
      const text = `A person here: ${customer.key} ${history.actions.length}`
      await act('reply', { ...about, text }, () => api.call('POST', `${at}/messages`, { text }))
      await sleep(random.between(100, 2_000))
    }
    await act('release', about, () => api.call('POST', `${at}/release`), true)
  }

  async function erase(api: ApiClient, customer: Customer, { id, contactId }: KnownConversation): Promise<void> {
    // At any moment: some of what the customer wrote may still be on its way, and begin a new conversation when it comes.
    customer.isRetired = true
    const about = { channelId: customer.account.channelId, customer: customer.key, conversationId: id, contactId }
    await act('delete', about, () => api.call('DELETE', `/api/v1/contacts/${contactId}`), true)
  }

  async function pauseAgent(shop: Shop): Promise<void> {
    const about = { agentId: shop.agentId }
    const at = `/api/v1/agents/${shop.agentId}`
    await act('pause', about, () => shop.api.call('PATCH', at, { mode: 'off' }))
    await sleep(random.between(300, 2_000))
    await act('resume', about, () => shop.api.call('PATCH', at, { mode: 'auto' }), true)
  }

  async function doSomething(): Promise<void> {
    const shop = random.pick(shops)
    if (random.chance(0.02)) return pauseAgent(shop)
    await finder.look(shop)
    const accounts = new Set(shop.accounts)
    const recent = customers.all
      .filter((customer) => accounts.has(customer.account) && !customer.isRetired && !busy.has(customer) && finder.of(customer))
      .sort((a, b) => b.lastWroteAt - a.lastWroteAt)
      .slice(0, 12)
    const customer = recent.length > 0 ? random.pick(recent) : undefined
    const conversation = customer && finder.of(customer)
    if (!customer || !conversation) return
    busy.add(customer)
    try {
      if (random.chance(0.15)) await erase(shop.api, customer, conversation)
      else await takeOver(shop, customer, conversation)
    } finally {
      busy.delete(customer)
    }
  }

  async function work(): Promise<void> {
    while (!stopping) {
      await sleep(random.between(Math.floor(pauseMs / 3), Math.floor(pauseMs * 1.6)))
      if (stopping || underWay.size > 40) continue
      const done = doSomething().finally(() => underWay.delete(done))
      underWay.add(done)
    }
  }

  return {
    start: () => void work(),
    finish: async () => {
      stopping = true
      await Promise.all(underWay)
    },
    counts: () => {
      const counts = { take: 0, assign: 0, release: 0, reply: 0, delete: 0, pause: 0, resume: 0 }
      for (const action of history.actions) if (action.confirmedAt !== null) counts[action.kind] += 1
      return counts
    },
  }
}
