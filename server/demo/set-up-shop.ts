import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Source } from '../../contract/knowledge.ts'
import type { ApiServer } from '../platform/module.ts'
import type { Colleague, DemoState } from './demo-state.ts'
import { products } from './knowledge/products.ts'
import { questions } from './knowledge/questions.ts'
import { acceptInvitation, signIn, type TeamMember } from './team-member.ts'

export type Team = Record<Colleague, TeamMember & { userId: string }>

interface Named {
  id: string
  name: string
}

/** The owner's colleagues join by invitation, as colleagues do. */
export async function gatherTeam(server: ApiServer, { team }: DemoState): Promise<Team> {
  const owner = await signIn(server, team.owner)
  const members = async () => (await owner.ask<{ data: { userId: string; email: string }[] }>('GET', 'members')).data
  const known = new Set((await members()).map(({ email }) => email))
  for (const person of [team.dana, team.timur]) {
    if (known.has(person.email)) continue
    const { url } = await owner.ask<{ url: string }>('POST', 'invitations', { email: person.email, role: 'agent' })
    await acceptInvitation(server, url, person)
  }
  const ids = new Map((await members()).map(({ email, userId }) => [email, userId]))
  const signedIn = async (name: Colleague) => ({ ...(await signIn(server, team[name])), userId: ids.get(team[name].email) ?? '' })
  return { owner: { ...owner, userId: ids.get(team.owner.email) ?? '' }, dana: await signedIn('dana'), timur: await signedIn('timur') }
}

/** What there is already stays as it is: a demo that was killed while it was being set up goes on from there. */
async function ensure(owner: TeamMember, path: string, body: { name: string }): Promise<Named & { isNew: boolean }> {
  const { data } = await owner.ask<{ data: Named[] }>('GET', `${path}?limit=100`)
  const found = data.find(({ name }) => name === body.name)
  return found ? { ...found, isNew: false } : { ...(await owner.ask<Named>('POST', path, body)), isNew: true }
}

/** @returns the ids of both knowledge bases, once everything in them has been read */
export async function fillKnowledge(owner: TeamMember, signal: AbortSignal): Promise<string[]> {
  const orders = await ensure(owner, 'knowledge', { name: 'Orders, delivery and returns' })
  const goods = await ensure(owner, 'knowledge', { name: 'Products and care' })
  await Promise.all([
    addMissing(owner, orders.id, questions, { name: 'warranty-terms.pdf', mimeType: 'application/pdf' }),
    addMissing(owner, goods.id, products, {
      name: 'gift-guide.docx',
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    }),
  ])
  for (const id of [orders.id, goods.id]) await untilRead(owner, id, signal)
  return [orders.id, goods.id]
}

async function addMissing(
  owner: TeamMember,
  id: string,
  sources: readonly object[],
  document: { name: string; mimeType: string },
): Promise<void> {
  const path = `knowledge/${id}/sources`
  const { data } = await owner.ask<{ data: Source[] }>('GET', `${path}?limit=100`)
  if (!data.some(({ type }) => type === 'file'))
    await owner.upload(path, { ...document, bytes: await readFile(new URL(`knowledge/${document.name}`, import.meta.url)) })
  if (!data.some(({ type }) => type !== 'file')) await owner.ask('POST', path, { sources })
}

async function untilRead(owner: TeamMember, id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { data } = await owner.ask<{ data: Source[] }>('GET', `knowledge/${id}/sources?limit=100`)
    if (data.every(({ status }) => status === 'ready' || status === 'failed')) return
    await sleep(200, undefined, { signal })
  }
}

const instructions = `Qamqor Home is a shop for house goods in Almaty: pans, stoneware, linen, kettles. We are warm and brief, and say "you" politely.
Prices are in tenge (₸). If a customer is annoyed or something arrived broken, be kind and let a colleague take over.`

/** While the scenes are played nobody waits for the customer's next message: the delay is set afterwards. */
export async function hireAgents(owner: TeamMember, knowledgeIds: string[]): Promise<{ shop: string; wholesale: string }> {
  const both = { instructions, knowledgeIds, replyDelayMs: 0 }
  const shop = await ensure(owner, 'agents', { name: 'Aru', ...both } as { name: string })
  const wholesale = await ensure(owner, 'agents', { name: 'Aru, wholesale', ...both, mode: 'draft', tone: 'formal' } as { name: string })
  return { shop: shop.id, wholesale: wholesale.id }
}

export async function setReplyDelay(owner: TeamMember, agentIds: readonly string[]): Promise<void> {
  for (const id of agentIds) await owner.ask('PATCH', `agents/${id}`, { replyDelayMs: 1200 })
}

export interface Doors {
  whatsapp: string
  wholesale: string
  telegram: string
  website: { id: string; widgetKey: string }
}

/** The shop's four channels, connected to the played providers. */
export async function openDoors(owner: TeamMember, state: DemoState, agents: { shop: string; wholesale: string }): Promise<Doors> {
  const number = async (name: string, { phoneNumberId, businessAccountId, ...keys }: DemoState['numbers']['shop'], agentId: string) => {
    const { accessToken, appSecret, verifyToken } = keys
    const config = { phoneNumberId, businessAccountId }
    return connected(owner, { type: 'whatsapp', name, agentId, config, credentials: { accessToken, appSecret, verifyToken } })
  }
  const website = await connected(owner, {
    type: 'webchat',
    name: 'Website',
    agentId: agents.shop,
    config: { title: 'Qamqor Home', greeting: 'Hello! Ask me about delivery, returns or our goods.', color: '#0f766e' },
  })
  return {
    whatsapp: (await number('WhatsApp', state.numbers.shop, agents.shop)).id,
    wholesale: (await number('WhatsApp wholesale', state.numbers.wholesale, agents.wholesale)).id,
    telegram: (
      await connected(owner, { type: 'telegram', name: 'Telegram', agentId: agents.shop, credentials: { botToken: state.bot.token } })
    ).id,
    website: { id: website.id, widgetKey: website.widgetKey ?? '' },
  }
}

interface ConnectedChannel extends Named {
  status: string
  statusReason: string | null
  widgetKey?: string | null
}

async function connected(owner: TeamMember, body: { name: string } & Record<string, unknown>): Promise<ConnectedChannel> {
  const { id } = await ensure(owner, 'channels', body)
  const channel = await owner.ask<ConnectedChannel>('GET', `channels/${id}`)
  if (channel.status === 'connected') return channel
  const again = await owner.ask<ConnectedChannel>('POST', `channels/${id}/connect`)
  if (again.status !== 'connected') throw new Error(`${channel.name} could not be connected: ${again.statusReason}`)
  return again
}
