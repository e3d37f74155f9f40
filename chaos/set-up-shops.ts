import { type ApiClient, apiClient } from './api-client.ts'
import type { Account } from './customers/accounts.ts'
import type { ChaosChannel } from './history.ts'

export const owner = { OWNER_EMAIL: 'owner@chaos.example', OWNER_PASSWORD: 'a good long password', WORKSPACE_NAME: 'Shop 1' }

export interface Shop {
  name: string
  agentId: string
  /** Somebody of its team. */
  memberId: string
  api: ApiClient
  accounts: Account[]
}

/** Workspaces, agents and channels, all through the public API, as the dashboard's first visitor makes them. */
export async function setUpShops(
  webUrl: () => string,
  publicUrl: string,
  accounts: readonly Account[],
): Promise<{ shops: Shop[]; channels: ChaosChannel[] }> {
  const { session, userId } = await signIn(webUrl, publicUrl)
  const shops: Shop[] = []
  const channels: ChaosChannel[] = []
  for (const name of new Set(accounts.map((account) => account.shop))) {
    if (shops.length > 0) await session.insist('POST', '/api/v1/workspaces', { name })
    const { key } = await session.insist<{ key: string }>('POST', '/api/v1/api-keys', { name: 'Chaos', role: 'admin' })
    const api = apiClient(webUrl, { authorization: `Bearer ${key}` })
    const agent = await api.insist<{ id: string }>('POST', '/api/v1/agents', {
      name: 'Sam',
      replyDelayMs: 0,
      disclosure: { enabled: false, reason: 'only programs talk here' },
      handover: { onRequest: false, whenUnknown: false, onAnger: false, afterFailedTurns: 0 },
      limits: { maxTurnsPerDay: 100_000 },
    })
    const shop: Shop = { name, agentId: agent.id, memberId: userId, api, accounts: accounts.filter((account) => account.shop === name) }
    for (const account of shop.accounts) channels.push(await connect(shop, account))
    shops.push(shop)
  }
  return { shops, channels }
}

async function connect({ api, agentId, name }: Shop, account: Account): Promise<ChaosChannel> {
  const details =
    account.type === 'whatsapp'
      ? {
          config: { phoneNumberId: account.externalId, businessAccountId: account.businessAccountId },
          credentials: { accessToken: account.token, appSecret: account.secret, verifyToken: 'chaos-verify' },
        }
      : { config: {}, credentials: { botToken: account.token } }
  const channel = await api.insist<{ id: string; status: string; statusReason: string | null }>('POST', '/api/v1/channels', {
    type: account.type,
    name: account.key,
    agentId,
    ...details,
  })
  if (channel.status !== 'connected') throw new Error(`${account.key} is ${channel.status}: ${channel.statusReason}`)
  account.channelId = channel.id
  account.webhookPath ||= `/webhooks/${account.type}/${channel.id}`
  return { id: channel.id, type: account.type, shop: name, agentId }
}

async function signIn(webUrl: () => string, publicUrl: string): Promise<{ session: ApiClient; userId: string }> {
  const origin = { origin: publicUrl }
  const visitor = apiClient(webUrl, origin)
  const answer = await visitor.call('POST', '/api/auth/sign-in/email', { email: owner.OWNER_EMAIL, password: owner.OWNER_PASSWORD })
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';', 1)[0])
  if (answer.status !== 200 || cookies.length === 0) throw new Error(`signing in answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  const { user } = answer.body as { user: { id: string } }
  return { session: apiClient(webUrl, { ...origin, cookie: cookies.join('; ') }), userId: user.id }
}
