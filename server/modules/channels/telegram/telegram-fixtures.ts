import { startTelegramEmulator } from '../../../../emulators/index.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { Connection, RawRequest } from '../adapter.ts'
import type { ContractEmulator, ContractFixtures, SeenCall } from '../channel-contract/contract-fixtures.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import type { ProviderCall } from '../outbound-message.ts'
import { fixedClock, pictureFiles } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import { telegramEgress } from './egress.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

export const botToken = '123456789:AAEtestTokenOfABot_0123456789abcdef'

export const connection: Connection<TelegramSettings, TelegramCredentials> = {
  channelId: '01993b5e-7c10-7000-8000-000000000003',
  workspaceId: '01993b5e-7c10-7000-8000-000000000002',
  settings: {},
  credentials: { botToken, webhookSecret: 'a-secret-of-our-own_01' },
  webhookUrl: 'https://parley.example/webhooks/telegram/01993b5e-7c10-7000-8000-000000000003',
}

export const secretHeader = 'x-telegram-bot-api-secret-token'

export function posted(body: Buffer, on = connection): RawRequest {
  const headers = { 'content-type': 'application/json', [secretHeader]: on.credentials.webhookSecret }
  return { method: 'POST', url: '/webhooks/telegram/x', query: {}, headers, body }
}

export const person = { id: 5_000_000_001, is_bot: false, first_name: 'Aruzhan', last_name: 'K', username: 'aru', language_code: 'kk' }
export const chat = { id: person.id, first_name: 'Aruzhan', type: 'private' }
export const at = { from: person, chat, date: 1_793_300_000 }

export function update(id: number, name: string, value: unknown): Record<string, unknown> {
  return { update_id: id, [name]: value }
}

const text = (id: string, words: string) => update(100_000 + Number(id), 'message', { message_id: Number(id), ...at, text: words })

/** Shapes of core.telegram.org/bots/api (10.1). */
const samples: ContractFixtures<TelegramSettings, TelegramCredentials>['samples'] = [
  {
    name: 'edited message',
    kind: 'edit',
    piece: update(1, 'edited_message', { message_id: 5, ...at, edit_date: 1_793_300_100, text: 'new' }),
  },
  {
    name: 'button',
    kind: 'message',
    piece: update(2, 'callback_query', { id: '77', from: person, message: { message_id: 6, chat, date: 1 }, data: 'yes' }),
  },
  {
    name: 'reaction',
    kind: 'reaction',
    piece: update(3, 'message_reaction', {
      chat,
      user: person,
      message_id: 6,
      date: 1_793_300_000,
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    }),
  },
  {
    name: 'blocked',
    kind: 'reachability',
    piece: update(4, 'my_chat_member', {
      chat,
      from: person,
      date: 1_793_300_000,
      old_chat_member: { status: 'member' },
      new_chat_member: { status: 'kicked' },
    }),
  },
  {
    name: 'group',
    kind: 'ignored',
    piece: update(5, 'message', { message_id: 9, ...at, chat: { id: -100, type: 'supergroup' }, text: 'hi all' }),
  },
  { name: 'pinned', kind: 'ignored', piece: update(6, 'message', { message_id: 10, ...at, pinned_message: { message_id: 5 } }) },
  { name: 'poll', kind: 'message', piece: update(7, 'message', { message_id: 11, ...at, poll: { id: '1' } }) },
]

export const fixtures: ContractFixtures<TelegramSettings, TelegramCredentials> = {
  connection,
  authentication: 'secret',
  proofHeader: secretHeader,
  sign: posted,
  vectors: [
    {
      name: 'another channel’s secret',
      request: posted(Buffer.from('{}')),
      connection: { ...connection, credentials: { botToken, webhookSecret: 'another-secret-0001' } },
      accepted: false,
    },
    { name: 'a GET', request: { ...posted(Buffer.alloc(0)), method: 'GET' }, connection, accepted: false },
  ],
  // One update a request; what is no update at all is refused as a whole.
  bodies: (pieces) =>
    pieces.map((piece, index) => Buffer.from(JSON.stringify(isUpdate(piece) ? piece : update(200_000 + index, 'message', piece)))),
  textPiece: text,
  unknownPiece: (id) => update(100_000 + Number(id), 'message', { message_id: Number(id), ...at, hologram: { depth: 3 } }),
  brokenPieces: [
    {},
    { ...at, text: 'no number' },
    { message_id: 4, date: 1, text: 'no chat' },
    { message_id: 'x'.repeat(5000), ...at, text: 'an id too long' },
  ],
  samples,
  look: seen,
  failures: [
    {
      name: 'blocked',
      error: new ProviderError({ provider: 'telegram', code: 'blocked', retryable: false, message: 'A sentence.' }),
      code: 'blocked',
      retryable: false,
    },
    {
      name: 'throttled',
      error: new ProviderError({ provider: 'telegram', code: 'rate-limited', retryable: true, message: 'A sentence.' }),
      code: 'rate-limited',
      retryable: true,
    },
  ],
  emulator: startForContract,
}

function isUpdate(piece: unknown): boolean {
  return typeof piece === 'object' && piece !== null && 'update_id' in piece
}

interface SentBody {
  text?: string
  caption?: string
  media?: { caption?: string }[]
  latitude?: number
  longitude?: number
  reply_markup?: { inline_keyboard?: { text: string; callback_data?: string; url?: string }[][] }
}

function seen(call: ProviderCall): SeenCall {
  const body = call.body as SentBody
  const buttons = body.reply_markup?.inline_keyboard?.flat() ?? []
  const { latitude, longitude } = body
  const caption = body.caption ?? body.media?.find((item) => item.caption)?.caption
  return {
    text: body.text ?? caption ?? '',
    isCaption: caption !== undefined,
    buttons: buttons
      .filter((button) => button.callback_data !== undefined)
      .map((button) => ({ id: button.callback_data ?? '', title: button.text })),
    rows: [],
    fileIds: call.files?.map((file) => file.fileId) ?? [],
    url: buttons.find((button) => button.url)?.url ?? null,
    location: latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null,
  }
}

async function startForContract(): Promise<ContractEmulator<TelegramSettings, TelegramCredentials>> {
  const emulator = await startTelegramEmulator()
  emulator.provision({ token: botToken, username: 'shop_bot', name: 'Shop' })
  const customer = emulator.customer({ id: person.id, name: 'Aruzhan' })
  customer.start()
  const http = httpForEmulator(telegramEgress, emulator.url)
  const match = { path: '/send' }
  return {
    adapter: createTelegramAdapter({ ...http, baseUrl: emulator.url, clock: fixedClock }),
    connection,
    recipient: { externalId: String(person.id), phone: null },
    files: pictureFiles,
    taken: () => customer.inbox.length,
    strike: (fault) => {
      if (fault === 'rate-limit') emulator.faults.add({ match, kind: 'status', status: 429, retryAfter: 3, times: 1 })
      if (fault === 'server-error') emulator.faults.add({ match, kind: 'status', status: 502, times: 1 })
      if (fault === 'unauthorized') emulator.faults.add({ match, kind: 'status', status: 401, times: 1 })
      if (fault === 'reset') emulator.faults.add({ match, kind: 'reset', times: 1 })
      if (fault === 'half') emulator.faults.add({ match, kind: 'half', times: 1 })
      if (fault === 'empty') emulator.faults.add({ match, kind: 'status', status: 500, body: {}, times: 1 })
    },
    close: async () => {
      await http.close()
      await emulator.close()
    },
  }
}
