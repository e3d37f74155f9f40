import type { Connection } from '../adapter.ts'
import {
  itemFrom,
  itemTo,
  messagingFixtures,
  sharedSamples,
  signedBy,
  startMessagingForContract,
} from '../meta/messaging/messaging-fixtures.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createMessengerAdapter } from './create-messenger-adapter.ts'
import { messengerEgress } from './egress.ts'
import type { MessengerCredentials, MessengerSettings } from './settings.ts'

export const connection: Connection<MessengerSettings, MessengerCredentials> = {
  channelId: '01993b5e-7c10-7000-8000-000000000004',
  workspaceId: '01993b5e-7c10-7000-8000-000000000002',
  settings: { pageId: '1001', appId: '1200' },
  credentials: { accessToken: 'EAAtest', appSecret: 'test_app_secret', verifyToken: 'our words' },
  webhookUrl: 'https://parley.example/webhooks/messenger/01993b5e-7c10-7000-8000-000000000004',
}
const { pageId } = connection.settings
const from = (what: Record<string, unknown>) => itemFrom(pageId, what)

/** Bytes and proofs that were computed elsewhere from the same secret. */
const bytes = String.raw`{"object":"page","entry":[{"id":"1001","time":1793300000123,"messaging":[{"sender":{"id":"2002"},"recipient":{"id":"1001"},"timestamp":1793300000000,"message":{"mid":"m_1","text":"\u00e4\u00f6\u00e5 \ud83d\udc4d https:\/\/a.b\/c"}}]}]}`
const proven = (hex: string) => ({
  ...signedBy('', Buffer.from(bytes)),
  headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${hex}` },
})

export const vectorRequest = proven('cb8942da3322f2f8b9ea676246ea0ef44d7e063b05dc408bd6a32182536f4f50')

/** Shapes of developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events. */
export const fixtures = messagingFixtures(
  { object: 'page', accountId: pageId, connection },
  {
    samples: [
      ...sharedSamples(pageId),
      {
        name: 'sticker',
        kind: 'message',
        piece: from({
          message: {
            mid: 'm_s',
            attachments: [{ type: 'sticker', payload: { url: 'https://cdn/s.png', sticker_id: 369_239_263_222_822 } }],
          },
        }),
      },
      { name: 'delivered', kind: 'watermark', piece: from({ delivery: { watermark: 1_793_299_999_000 } }) },
      { name: 'delivered by id', kind: 'status', piece: from({ delivery: { mids: ['m_7'], watermark: 1_793_299_999_000 } }) },
      { name: 'read', kind: 'watermark', piece: from({ read: { watermark: 1_793_299_999_500 } }) },
      {
        name: 'our own echo by the app',
        kind: 'status',
        piece: itemTo(pageId, { message: { is_echo: true, app_id: 1200, mid: 'm_8', text: 'ours' } }),
      },
      {
        name: 'the page inbox',
        kind: 'echo',
        piece: itemTo(pageId, { message: { is_echo: true, app_id: 263_902_037_430_900, mid: 'm_5', text: 'human here' } }),
      },
      {
        name: 'warned',
        kind: 'account',
        piece: { recipient: { id: pageId }, timestamp: 1_793_300_000_000, policy_enforcement: { action: 'warning', reason: 'spam' } },
      },
      {
        name: 'a cart',
        kind: 'message',
        piece: from({
          order: { products: [{ id: '1', retailer_id: 'mug-red', name: 'Mug', unit_price: 9.5, currency: 'USD', quantity: 2 }] },
        }),
      },
    ],
    vectors: [
      { name: 'the known answer', request: vectorRequest, connection, accepted: true },
      {
        name: 'bytes that were parsed and written again',
        request: proven('b7e3a39be32d90128fac6a52d3a8f451272f7cd9bb84144ce889a6756cb3c60d'),
        connection,
        accepted: false,
      },
    ],
    emulator: () =>
      startMessagingForContract({
        connection,
        accountId: pageId,
        isPage: true,
        egress: messengerEgress,
        make: (http) => createMessengerAdapter({ ...http, clock: fixedClock }),
      }),
  },
)
