import { sql } from 'kysely'
import type { Deps } from '../platform/module.ts'
import { type DemoState, numberNames } from './demo-state.ts'
import type { DemoEmulators } from './start-emulators.ts'

interface Said {
  recipientId: string
  name: string | null
  phone: string | null
  username: string | null
  externalId: string
  direction: 'inbound' | 'outbound'
  type: string
  text: string | null
  at: Date
}

/**
 * The played providers keep nothing: after a restart their phones are given back what was said, as the server remembers it. With it come the
 * reply windows and the numbers of messages, which go on instead of beginning anew.
 */
export async function restorePhones(deps: Deps, workspaceId: string, emulators: DemoEmulators, state: DemoState): Promise<void> {
  for (const name of numberNames) {
    const { channelId, phoneNumberId } = state.numbers[name]
    if (channelId) restoreWhatsApp(emulators, phoneNumberId, await whatWasSaid(deps, workspaceId, channelId))
  }
  if (state.bot.channelId) restoreTelegram(emulators, await whatWasSaid(deps, workspaceId, state.bot.channelId))
}

async function whatWasSaid(deps: Deps, workspaceId: string, channelId: string): Promise<Said[]> {
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<Said>`
      select c.recipient_id as "recipientId", p.name, p.phone, i.username, m.external_id as "externalId", m.direction, m.type, m.text, m.created_at as at
      from messages m
      join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
      left join contact_identities i on i.workspace_id = c.workspace_id and i.channel_id = c.channel_id and i.external_id = c.recipient_id
      where m.workspace_id = ${workspaceId} and m.channel_id = ${channelId} and m.external_id is not null and not m.private
        and m.type <> 'reaction' and m.deleted_at is null and m.status <> 'failed'
      order by m.sort_at, m.id limit 5000`.execute(tx)
    return rows
  })
}

function restoreWhatsApp({ whatsapp: { book, cloud, customer } }: DemoEmulators, account: string, said: readonly Said[]): void {
  for (const one of said) {
    if (!one.phone) continue
    const { person } = customer({ phone: one.phone, to: account, ...(one.name && { name: one.name }) })
    const at = one.at.getTime()
    const { externalId: id, direction, type } = one
    cloud.messages.set(id, { id, phoneNumberId: account, waId: person.waId, direction, type, at })
    if (direction === 'inbound') cloud.lastInbound.set(`${account}/${person.waId}`, at)
    book.put(account, person.waId, shown(one, id))
  }
}

function restoreTelegram({ telegram: { book, network, customer } }: DemoEmulators, said: readonly Said[]): void {
  const [bot] = network.bots.values()
  if (!bot) return
  for (const one of said) {
    const chat = Number(one.recipientId)
    const [name, ...rest] = (one.name ?? '').split(' ')
    const { person } = customer({
      id: chat,
      ...(name && { name }),
      ...(rest.length > 0 && { lastName: rest.join(' ') }),
      ...(one.username && { username: one.username }),
    })
    person.started.add(bot.id)
    const number = Number(/:(\d+)$/.exec(one.externalId)?.[1])
    // A tap on a button is an event without a number.
    if (!Number.isInteger(number) || one.externalId.startsWith('callback')) continue
    const key = `${bot.id}/${chat}`
    network.nextMessageId.set(key, Math.max(network.nextMessageId.get(key) ?? 0, number))
    const isFromBot = one.direction === 'outbound'
    network.messages.set(`${key}/${number}`, {
      message_id: number,
      date: Math.floor(one.at.getTime() / 1000),
      chat: { id: chat, type: 'private' },
      from: isFromBot ? { id: bot.id, is_bot: true, first_name: bot.name } : { id: chat, is_bot: false, first_name: person.firstName },
      text: one.text ?? '',
    })
    book.put(String(bot.id), String(chat), shown(one, String(number)))
  }
}

const signs: Record<string, string> = { audio: '🎤', image: '📷', document: '📄', location: '📍', order: '🛒', video: '🎬' }

/** The files themselves are gone with the provider that kept them: a sign stands in their place. */
function shown(one: Said, id: string) {
  const text = [signs[one.type], one.text].filter(Boolean).join(' ')
  const direction = one.direction === 'inbound' ? ('out' as const) : ('in' as const)
  return { id, direction, kind: 'text', text, at: one.at.getTime(), status: 'read' as const, raw: null }
}
