import { type FileHost, startFileHost } from '../testing/file-host.ts'
import { type Received, type Receiver, startReceiver } from '../testing/receiver.ts'
import type { MetaProvision } from './provision.ts'
import {
  type MetaMessagingEmulator,
  type MetaMessagingEmulatorOptions,
  startMetaMessagingEmulator,
} from './start-meta-messaging-emulator.ts'

export const appId = '1200000000000001'
export const appSecret = 'test_app_secret'
export const instagramSecret = 'test_instagram_secret'
export const pageId = '104500000000001'
export const pageToken = 'EAAP-test'
/** Behind the page. */
export const linkedId = '17841400000000001'
/** By itself. */
export const instagramId = '17841400000000002'
export const instagramToken = 'IGAA-test'

export interface GraphAnswer {
  error?: { code: number; error_subcode?: number; message: string; type: string; fbtrace_id: string }
  recipient_id?: string
  message_id?: string
  [other: string]: unknown
}

export interface MetaFixture {
  emulator: MetaMessagingEmulator
  receiver: Receiver
  files: FileHost
  provision: MetaProvision
  /** A Graph call; with the page's token unless another is given. */
  call(
    path: string,
    body?: unknown,
    init?: RequestInit & { token?: string },
  ): Promise<{ status: number; headers: Headers; json: GraphAnswer }>
  /** To a person of the page, to one of the Instagram account by itself, and to one of the account behind the page. */
  send(to: string, message: unknown, more?: Record<string, unknown>): ReturnType<MetaFixture['call']>
  sendInstagram(to: string, message: unknown, more?: Record<string, unknown>): ReturnType<MetaFixture['call']>
  close(): Promise<void>
}

export async function startFixture(options: MetaMessagingEmulatorOptions = {}): Promise<MetaFixture> {
  const [receiver, files] = await Promise.all([startReceiver(), startFileHost()])
  const emulator = await startMetaMessagingEmulator({
    timeCompression: 50,
    ...options,
    progress: { enabled: false, echoAfterMs: 1, ...options.progress },
  })
  const provision: MetaProvision = {
    app: {
      id: appId,
      secret: appSecret,
      instagramAppId: '9900000000000001',
      instagramSecret,
      webhookUrl: receiver.url,
      verifyToken: receiver.verifyToken,
      verify: true,
    },
    pages: [
      {
        id: pageId,
        name: 'Demo Shop',
        accessToken: pageToken,
        instagram: { id: linkedId, username: 'demo_shop_linked', name: 'Demo Shop' },
      },
    ],
    instagram: [{ id: instagramId, username: 'demo_shop', name: 'Demo Shop', accessToken: instagramToken, scopedId: '27841400000000009' }],
  }
  await emulator.provision(provision)
  const call: MetaFixture['call'] = async (path, body, { token = pageToken, ...init } = {}) => {
    const response = await fetch(emulator.url + path, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
    })
    return { status: response.status, headers: response.headers, json: (await response.json()) as GraphAnswer }
  }
  return {
    emulator,
    receiver,
    files,
    provision,
    call,
    send: (to, message, more) => call(`/v25.0/${pageId}/messages`, { recipient: { id: to }, messaging_type: 'RESPONSE', message, ...more }),
    sendInstagram: (to, message, more) =>
      call(`/v25.0/${instagramId}/messages`, { recipient: { id: to }, message, ...more }, { token: instagramToken }),
    async close() {
      await emulator.close()
      await Promise.all([receiver.close(), files.close()])
    },
  }
}

/** One object of `messaging[]` or `standby[]`. */
export interface EventItem {
  sender?: { id: string }
  recipient: { id: string }
  timestamp: number
  message?: EventMessage
  [other: string]: unknown
}

export interface EventMessage {
  mid: string
  text?: string
  is_echo?: boolean
  app_id?: number
  metadata?: string
  attachments?: { type: string; payload?: { url?: string } & Record<string, unknown> }[]
  [other: string]: unknown
}

export interface EventBody {
  object: string
  entry: { id: string; time: number; messaging?: EventItem[]; standby?: EventItem[] }[]
}

export function bodyOf(received: Received | undefined): EventBody {
  if (!received) throw new Error('no webhook came')
  return received.body as unknown as EventBody
}

/** The first item of a webhook that came. */
export function itemOf(received: Received | undefined): EventItem {
  const [entry] = bodyOf(received).entry
  const item = (entry?.messaging ?? entry?.standby)?.[0]
  if (!item) throw new Error('the webhook has no item')
  return item
}

export function messageOf(received: Received | undefined): EventMessage {
  const { message } = itemOf(received)
  if (!message) throw new Error('the webhook has no message')
  return message
}
