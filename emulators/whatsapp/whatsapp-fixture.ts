import { type Received, type Receiver, startReceiver } from '../testing/receiver.ts'
import { startWhatsAppEmulator, type WhatsAppEmulator, type WhatsAppEmulatorOptions } from './start-whatsapp-emulator.ts'

export const appSecret = 'test_app_secret'
export const phoneNumberId = '100200300'
export const businessAccountId = '900800700'
export const accessToken = 'EAAG-test'

/** The clock of a test: runs by hand. */
export interface HandClock {
  now: number
}

export interface WhatsAppFixture {
  emulator: WhatsAppEmulator
  receiver: Receiver
  clock: HandClock
  /** A Graph call with the token. */
  call(path: string, body?: unknown, init?: RequestInit): Promise<{ status: number; json: GraphAnswer }>
  send(message: Record<string, unknown>): Promise<{ status: number; json: GraphAnswer }>
  close(): Promise<void>
}

export interface GraphAnswer {
  error?: { code: number; error_subcode?: number; message: string; error_data?: { details: string } }
  messages?: { id: string; message_status?: string }[]
  contacts?: Record<string, string>[]
  [other: string]: unknown
}

export async function startFixture(options: WhatsAppEmulatorOptions = {}): Promise<WhatsAppFixture> {
  const receiver = await startReceiver()
  const clock = { now: Date.now() }
  const emulator = await startWhatsAppEmulator({ clock: () => clock.now, timeCompression: 50, statuses: { enabled: false }, ...options })
  await emulator.provision({
    phoneNumberId,
    businessAccountId,
    accessToken,
    appSecret,
    displayPhoneNumber: '+1 555 010 0000',
    webhookUrl: receiver.url,
    verifyToken: receiver.verifyToken,
    verify: true,
  })
  const call: WhatsAppFixture['call'] = async (path, body, init = {}) => {
    const response = await fetch(emulator.url + path, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      ...init,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
    })
    return { status: response.status, json: (await response.json()) as GraphAnswer }
  }
  return {
    emulator,
    receiver,
    clock,
    call,
    send: (message) =>
      call(`/v24.0/${phoneNumberId}/messages`, {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '+15550001',
        ...message,
      }),
    async close() {
      await emulator.close()
      await receiver.close()
    },
  }
}

/** As much of a webhook as tests look into. */
export interface WebhookChange {
  field: string
  value: {
    contacts: { profile: { name: string; username?: string }; wa_id?: string; user_id: string }[]
    messages: WebhookMessage[]
    statuses: { id: string; status: string; pricing?: { category: string }; errors: { code: number }[] }[]
    message_echoes: { to: string }[]
  }
}

export interface WebhookMessage {
  id: string
  type: string
  timestamp: string
  from_user_id?: string
  text: { body: string }
  image: { sha256: string }
  audio: { id: string }
  reaction: object
  system: object
  errors: { code: number }[]
}

/** The first change of a webhook that came; throws when none came. */
export function changeOf(received: Received | undefined): WebhookChange {
  const change = (received?.body as { entry?: { changes: WebhookChange[] }[] } | undefined)?.entry?.[0]?.changes[0]
  if (!change) throw new Error('no webhook with a change came')
  return change
}

/** The first message of a webhook that came. */
export function messageOf(received: Received | undefined): WebhookMessage {
  const [message] = changeOf(received).value.messages
  if (!message) throw new Error('no message came')
  return message
}
