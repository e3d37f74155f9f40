import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { sampleByName, startWhatsAppEmulator } from '../../../../emulators/index.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { Connection, RawRequest } from '../adapter.ts'
import type { ContractEmulator, ContractFixtures, SeenCall } from '../channel-contract/contract-fixtures.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import type { FileSource, ProviderCall } from '../outbound-message.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { whatsAppEgress } from './egress.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

export const now = Date.UTC(2026, 10, 22)
export const fixedClock = { now: () => new Date(now) }

export const connection: Connection<WhatsAppSettings, WhatsAppCredentials> = {
  channelId: '01993b5e-7c10-7000-8000-000000000001',
  workspaceId: '01993b5e-7c10-7000-8000-000000000002',
  settings: { phoneNumberId: '105500000000001', businessAccountId: '102200000000001' },
  credentials: { accessToken: 'EAAtest', appSecret: 'test_app_secret', verifyToken: 'our words' },
  webhookUrl: 'https://parley.example/webhooks/whatsapp/01993b5e-7c10-7000-8000-000000000001',
}

/** As Meta writes it: ASCII, `\/`, lowercase `\u00e4`. */
export function escapedJson(value: unknown): Buffer {
  const json = JSON.stringify(value).replaceAll('/', '\\/')
  return Buffer.from(json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
}

export function signed(body: Buffer, on = connection): RawRequest {
  const signature = createHmac('sha256', on.credentials.appSecret).update(body).digest('hex')
  return {
    method: 'POST',
    url: '/webhooks/whatsapp/x',
    query: {},
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  }
}

export function envelope(...changes: unknown[]): unknown {
  return { object: 'whatsapp_business_account', entry: [{ id: connection.settings.businessAccountId, changes }] }
}

export function messagesChange(value: Record<string, unknown>): unknown {
  const metadata = { display_phone_number: '77010000000', phone_number_id: connection.settings.phoneNumberId }
  return { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
}

export function textMessage(id: string, body: string): Record<string, unknown> {
  return { from: '77001112233', id: `wamid.${id}`, timestamp: '1793300000', type: 'text', text: { body } }
}

const from = { from: '77001112233', timestamp: '1793300000' }
const media = { mime_type: 'image/jpeg', sha256: 'hash', id: '1234567890123', url: 'https://lookaside.fbsbx.com/x' }

/** Shapes of developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference. */
const samples: ContractFixtures<WhatsAppSettings, WhatsAppCredentials>['samples'] = [
  { name: 'image', kind: 'message', piece: { ...from, id: 'wamid.a', type: 'image', image: { caption: 'Look', ...media } } },
  { name: 'sticker', kind: 'message', piece: { ...from, id: 'wamid.b', type: 'sticker', sticker: { ...media, animated: false } } },
  { name: 'location', kind: 'message', piece: { ...from, id: 'wamid.c', type: 'location', location: { latitude: 43.2, longitude: 76.9 } } },
  {
    name: 'reaction',
    kind: 'reaction',
    piece: { ...from, id: 'wamid.d', type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
  },
  {
    name: 'edit',
    kind: 'edit',
    piece: {
      ...from,
      id: 'wamid.e',
      type: 'edit',
      edit: { original_message_id: 'wamid.x', message: { type: 'text', text: { body: 'new' } } },
    },
  },
  { name: 'revoke', kind: 'delete', piece: { ...from, id: 'wamid.f', type: 'revoke', revoke: { original_message_id: 'wamid.x' } } },
  {
    name: 'system',
    kind: 'identity',
    piece: {
      id: 'wamid.X',
      timestamp: '1793300000',
      type: 'system',
      system: { body: 'User A changed from US.OLD to US.NEW', user_id: 'US.NEW', previous_user_id: 'US.OLD', type: 'user_changed_user_id' },
    },
  },
  {
    name: 'unsupported',
    kind: 'message',
    piece: { ...from, id: 'wamid.g', type: 'unsupported', errors: [{ code: 131051, title: 'Unsupported message type' }] },
  },
  {
    name: 'status',
    kind: 'status',
    piece: {
      change: messagesChange({ statuses: [{ id: 'wamid.o', status: 'delivered', timestamp: '1793300000', recipient_id: '77001112233' }] }),
    },
  },
  {
    name: 'a wish about marketing',
    kind: 'consent',
    piece: {
      change: {
        field: 'user_preferences',
        value: {
          metadata: { phone_number_id: connection.settings.phoneNumberId },
          user_preferences: [{ wa_id: '77001112233', category: 'marketing_messages', value: 'stop', timestamp: 1793300000 }],
        },
      },
    },
  },
  { name: 'account error', kind: 'account', piece: { change: messagesChange({ errors: [{ code: 130429, title: 'Rate limit hit' }] }) } },
  { name: 'account update', kind: 'account', piece: { change: { field: 'account_update', value: { event: 'PARTNER_REMOVED' } } } },
  { name: 'an unknown field', kind: 'ignored', piece: { change: { field: 'brand_new_field', value: { a: 1 } } } },
  {
    name: 'another number',
    kind: 'ignored',
    piece: { change: { field: 'messages', value: { metadata: { phone_number_id: '999' }, messages: [textMessage('9', 'not ours')] } } },
  },
]

const vectorBody = Buffer.from(
  '{"object":"page","entry":[{"id":"1001","time":1793300000123,"messaging":[{"sender":{"id":"2002"},"recipient":{"id":"1001"},"timestamp":1793300000000,"message":{"mid":"m_1","text":"\\u00e4\\u00f6\\u00e5 \\ud83d\\udc4d https:\\/\\/a.b\\/c"}}]}]}',
)
const vector = (digest: string): RawRequest => ({ ...signed(vectorBody), headers: { 'x-hub-signature-256': `sha256=${digest}` } })

export const fixtures: ContractFixtures<WhatsAppSettings, WhatsAppCredentials> = {
  connection,
  authentication: 'signature',
  proofHeader: 'x-hub-signature-256',
  sign: signed,
  vectors: [
    {
      name: 'Meta’s escaped body',
      request: vector('cb8942da3322f2f8b9ea676246ea0ef44d7e063b05dc408bd6a32182536f4f50'),
      connection,
      accepted: true,
    },
    {
      name: 'the digest of the body written anew',
      request: vector('b7e3a39be32d90128fac6a52d3a8f451272f7cd9bb84144ce889a6756cb3c60d'),
      connection,
      accepted: false,
    },
    {
      name: 'another app secret',
      request: signed(vectorBody),
      connection: { ...connection, credentials: { ...connection.credentials, appSecret: 'other' } },
      accepted: false,
    },
  ],
  bodies: (pieces) => {
    const changes = pieces.map((piece) =>
      typeof piece === 'object' && piece !== null && 'change' in piece ? piece.change : messagesChange({ messages: [piece] }),
    )
    return [escapedJson(envelope(...changes))]
  },
  textPiece: textMessage,
  unknownPiece: (id) => ({ ...from, id: `wamid.${id}`, type: 'hologram', hologram: { depth: 3 } }),
  brokenPieces: [
    7,
    null,
    'text',
    [],
    {},
    { id: 'wamid.1', type: 'text' },
    { ...from, type: 'text' },
    { ...from, id: 'x'.repeat(5000), type: 'text' },
    { ...from, id: 'wamid.r', type: 'reaction' },
    { change: null },
    { change: { field: 'messages', value: 3 } },
  ],
  samples,
  look: seen,
  failures: [
    { name: 'window', error: providerError('outside-window', false), code: 'outside-window', retryable: false },
    { name: 'throttled', error: providerError('rate-limited', true), code: 'rate-limited', retryable: true },
  ],
  emulator: startForContract,
}

function providerError(code: string, retryable: boolean): ProviderError {
  return new ProviderError({ provider: 'whatsapp', code, retryable, message: 'A sentence.' })
}

interface SentBody {
  to?: string
  type: string
  text?: { body: string }
  location?: { latitude: number; longitude: number }
  interactive?: {
    body?: { text: string }
    action: {
      buttons?: { reply: { id: string; title: string } }[]
      sections?: { rows?: { id: string; title: string; description?: string }[] }[]
      parameters?: { url: string }
    }
  }
}

function seen(call: ProviderCall): SeenCall {
  const body = call.body as unknown as SentBody
  const captioned = (call.body[body.type] as { caption?: string } | undefined)?.caption
  return {
    text: body.text?.body ?? body.interactive?.body?.text ?? captioned ?? '',
    isCaption: captioned !== undefined,
    buttons: body.interactive?.action.buttons?.map((button) => button.reply) ?? [],
    rows: body.interactive?.action.sections?.flatMap((section) => section.rows ?? []) ?? [],
    fileIds: call.files?.map((file) => file.fileId) ?? [],
    url: body.interactive?.action.parameters?.url ?? null,
    location: body.location ?? null,
  }
}

export const pictureFiles: FileSource = {
  open: async () => {
    const { bytes, mimeType } = sampleByName('picture-mug')
    return { stream: Readable.from([bytes]), size: bytes.length, mimeType, name: 'picture.png' }
  },
  link: async () => 'https://parley.example/files/picture',
}

async function startForContract(): Promise<ContractEmulator<WhatsAppSettings, WhatsAppCredentials>> {
  const emulator = await startWhatsAppEmulator({ statuses: { enabled: false }, limits: { pair: false, throughput: false } })
  const { settings, credentials } = connection
  await emulator.provision({
    ...settings,
    accessToken: credentials.accessToken,
    appSecret: credentials.appSecret,
    displayPhoneNumber: '+7 701 000 0000',
  })
  const customer = emulator.customer({ phone: '+77001112233', name: 'Aruzhan' })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const http = httpForEmulator(whatsAppEgress, emulator.url)
  const match = { path: '/messages$' }
  return {
    adapter: createWhatsAppAdapter({ ...http, baseUrl: emulator.url, clock: fixedClock }),
    connection,
    recipient: { externalId: '77001112233', phone: null },
    files: pictureFiles,
    taken: () => customer.inbox.length,
    strike: (fault) => {
      if (fault === 'rate-limit') emulator.faults.add({ match, kind: 'status', status: 429, times: 1 })
      if (fault === 'server-error') emulator.faults.add({ match, kind: 'status', status: 503, times: 1 })
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
