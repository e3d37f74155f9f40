import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sampleByName, startMetaMessagingEmulator } from '../../../../../emulators/index.ts'
import type { EgressDeclaration } from '../../../../platform/egress.ts'
import { ProviderError } from '../../../../platform/errors.ts'
import type { ChannelAdapter, Connection, RawRequest } from '../../adapter.ts'
import type { ContractEmulator, ContractFixtures, SeenCall } from '../../channel-contract/contract-fixtures.ts'
import { httpForEmulator } from '../../channel-contract/http-for-emulator.ts'
import type { FileSource, ProviderCall } from '../../outbound-message.ts'
import { pictureFiles } from '../../whatsapp/whatsapp-fixtures.ts'

/** What two products share that speak the same language: made for one account of one of them. */
export interface AccountOfTest<Settings, Credentials extends { appSecret: string }> {
  object: string
  accountId: string
  connection: Connection<Settings, Credentials>
}

export const customerId = '7150000000000002'

/** As Meta writes it: ASCII, `\/`, lowercase `\u00e4`. */
export function escapedJson(value: unknown): Buffer {
  const json = JSON.stringify(value).replaceAll('/', '\\/')
  return Buffer.from(json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
}

export function signedBy(secret: string, body: Buffer): RawRequest {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  return { method: 'POST', url: '/webhooks/x/x', query: {}, headers, body }
}

const at = 1_793_300_000_000

/** One item of `messaging`, from the customer to the account. */
export function itemFrom(accountId: string, what: Record<string, unknown>): Record<string, unknown> {
  return { sender: { id: customerId }, recipient: { id: accountId }, timestamp: at, ...what }
}

export function itemTo(accountId: string, what: Record<string, unknown>): Record<string, unknown> {
  return { sender: { id: accountId }, recipient: { id: customerId }, timestamp: at, ...what }
}

export function bodyOf(object: string, accountId: string, items: readonly unknown[]): Buffer {
  return escapedJson({ object, entry: [{ id: accountId, time: at + 100, messaging: items }] })
}

/** The suite's fixtures for one product, with what is its own. */
export function messagingFixtures<Settings, Credentials extends { appSecret: string }>(
  { object, accountId, connection }: AccountOfTest<Settings, Credentials>,
  own: Pick<ContractFixtures<Settings, Credentials>, 'samples' | 'vectors' | 'emulator'>,
): ContractFixtures<Settings, Credentials> {
  const provider = object === 'page' ? 'messenger' : 'instagram'
  return {
    connection,
    authentication: 'signature',
    proofHeader: 'x-hub-signature-256',
    sign: (body, on) => signedBy(on.credentials.appSecret, body),
    bodies: (pieces) => [bodyOf(object, accountId, pieces)],
    textPiece: (id, text) => itemFrom(accountId, { message: { mid: `m_${id}`, text } }),
    unknownPiece: (id) => itemFrom(accountId, { message: { mid: `m_${id}`, attachments: [{ type: 'hologram', payload: {} }] } }),
    brokenPieces: [
      'no object',
      { sender: { id: customerId }, recipient: { id: accountId }, message: { text: 'without an id' } },
      { recipient: { id: accountId }, message: { mid: 'm_x', text: 'of nobody' } },
      itemFrom(accountId, { message: { mid: 'x'.repeat(5000), text: 'an id too long' } }),
      itemFrom(accountId, { reaction: { action: 'react' } }),
    ],
    look: lookAtMessaging,
    failures: [
      {
        name: 'a closed window',
        error: new ProviderError({ provider, code: 'outside-window', retryable: false, message: 'A sentence.' }),
        code: 'outside-window',
        retryable: false,
      },
      {
        name: 'throttled',
        error: new ProviderError({ provider, code: 'rate-limited', retryable: true, message: 'A sentence.' }),
        code: 'rate-limited',
        retryable: true,
      },
    ],
    ...own,
  }
}

/** What both products tell in the same words. */
export function sharedSamples(accountId: string): ContractFixtures<unknown, unknown>['samples'] {
  const from = (what: Record<string, unknown>) => itemFrom(accountId, what)
  return [
    {
      name: 'image',
      kind: 'message',
      piece: from({ message: { mid: 'm_a', attachments: [{ type: 'image', payload: { url: 'https://scontent.fbcdn.net/a.jpg' } }] } }),
    },
    { name: 'quick reply', kind: 'message', piece: from({ message: { mid: 'm_b', text: 'Yes', quick_reply: { payload: 'YES' } } }) },
    { name: 'postback', kind: 'message', piece: from({ postback: { mid: 'm_c', title: 'Get Started', payload: 'GET_STARTED' } }) },
    { name: 'reaction', kind: 'reaction', piece: from({ reaction: { mid: 'm_x', action: 'react', reaction: 'love', emoji: '❤️' } }) },
    { name: 'reaction taken back', kind: 'reaction', piece: from({ reaction: { mid: 'm_x', action: 'unreact' } }) },
    { name: 'edit', kind: 'edit', piece: from({ message_edit: { mid: 'm_x', text: 'price please?', num_edit: 1 } }) },
    { name: 'referral', kind: 'opened', piece: from({ referral: { ref: 'spring', source: 'SHORTLINK', type: 'OPEN_THREAD' } }) },
    { name: 'opt-in', kind: 'opened', piece: from({ optin: { type: 'notification_messages', title: 'News' } }) },
    { name: 'typed by a person', kind: 'echo', piece: itemTo(accountId, { message: { is_echo: true, mid: 'm_d', text: 'from a phone' } }) },
    { name: 'passed to another app', kind: 'ignored', piece: from({ pass_thread_control: { new_owner_app_id: '123', metadata: 'x' } }) },
    {
      name: 'to another account',
      kind: 'ignored',
      piece: { sender: { id: customerId }, recipient: { id: '99' }, timestamp: at, message: { mid: 'm_e', text: 'not ours' } },
    },
  ]
}

interface SentButton {
  type: string
  title: string
  url?: string
  payload?: string
}

interface SentMessage {
  text?: string
  quick_replies?: { title: string; payload: string }[]
  attachment?: { type: string; payload: { text?: string; buttons?: SentButton[]; elements?: { buttons?: SentButton[] }[] } }
}

export function lookAtMessaging(call: ProviderCall): SeenCall {
  const message = (call.body.message ?? {}) as SentMessage
  const { text, buttons = [], elements = [], ...rest } = message.attachment?.payload ?? {}
  const tapped = [...buttons, ...elements.flatMap((element) => element.buttons ?? [])]
  const isTemplate = message.attachment?.type === 'template'
  return {
    // All that a template has in words: titles, prices, numbers, addresses.
    text: message.text ?? (isTemplate ? [text, ...wordsIn({ elements, buttons, ...rest })].filter(Boolean).join('\n') : ''),
    isCaption: false,
    buttons: [
      ...(message.quick_replies ?? []).map(({ title, payload }) => ({ id: payload, title })),
      ...tapped.map(({ title, payload, url }) => ({ id: payload ?? url ?? '', title })),
    ],
    rows: [],
    fileIds: call.files?.map((file) => file.fileId) ?? [],
    url: tapped.find((button) => button.url)?.url ?? null,
    location: null,
  }
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : []
}

/** A stand-in of Meta with one account and one customer who has written, and a place from which it can fetch files. */
export async function startMessagingForContract<Settings, Credentials extends { accessToken: string; appSecret: string }>(given: {
  connection: Connection<Settings, Credentials>
  accountId: string
  isPage: boolean
  egress: EgressDeclaration
  make(http: ReturnType<typeof httpForEmulator> & { baseUrl: string }): ChannelAdapter<Settings, Credentials>
}): Promise<ContractEmulator<Settings, Credentials>> {
  const { connection, accountId, isPage, egress, make } = given
  const { accessToken, appSecret } = connection.credentials
  const emulator = await startMetaMessagingEmulator({
    progress: { enabled: false },
    limits: { textsPerSecond: false, mediaPerSecond: false },
  })
  await emulator.provision({
    app: { id: '1200', secret: appSecret },
    ...(isPage
      ? { pages: [{ id: accountId, name: 'Shop', accessToken }] }
      : { instagram: [{ id: accountId, username: 'shop', name: 'Shop', accessToken }] }),
  })
  const customer = emulator.customer({ name: 'Aruzhan' })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const http = httpForEmulator(egress, emulator.url)
  const pictures = await servePicture()
  const match = { method: 'POST', path: '/messages$' }
  return {
    adapter: make({ ...http, baseUrl: emulator.url }),
    connection,
    recipient: { externalId: customer.id, phone: null },
    files: pictures.files,
    taken: () => customer.inbox.length,
    strike: (fault) => {
      if (fault === 'rate-limit') emulator.faults.add({ match, kind: 'status', status: 400, code: 613, times: 1 })
      if (fault === 'server-error') emulator.faults.add({ match, kind: 'status', status: 503, times: 1 })
      if (fault === 'unauthorized') emulator.faults.add({ match, kind: 'status', status: 400, code: 190, times: 1 })
      if (fault === 'reset') emulator.faults.add({ match, kind: 'reset', times: 1 })
      if (fault === 'half') emulator.faults.add({ match, kind: 'half', times: 1 })
      if (fault === 'empty') emulator.faults.add({ match, kind: 'status', status: 500, body: {}, times: 1 })
    },
    close: async () => {
      pictures.close()
      await http.close()
      await emulator.close()
    },
  }
}

async function servePicture(): Promise<{ files: FileSource; close(): void }> {
  const { bytes, mimeType } = sampleByName('picture-mug')
  const server = createServer((_request, response) => response.setHeader('content-type', mimeType).end(bytes)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    files: { ...pictureFiles, link: async () => `http://127.0.0.1:${port}/picture` },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
