import type { Connection } from '../adapter.ts'
import {
  bodyOf,
  itemFrom,
  messagingFixtures,
  sharedSamples,
  signedBy,
  startMessagingForContract,
} from '../meta/messaging/messaging-fixtures.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createInstagramAdapter } from './create-instagram-adapter.ts'
import { instagramEgress } from './egress.ts'
import type { InstagramCredentials, InstagramSettings } from './settings.ts'

export const connection: Connection<InstagramSettings, InstagramCredentials> = {
  channelId: '01993b5e-7c10-7000-8000-000000000005',
  workspaceId: '01993b5e-7c10-7000-8000-000000000002',
  settings: { instagramAccountId: '17841400000000001' },
  credentials: { accessToken: 'IGAAtest', appSecret: 'test_app_secret', verifyToken: 'our words', instagramAppSecret: 'the other secret' },
  webhookUrl: 'https://parley.example/webhooks/instagram/01993b5e-7c10-7000-8000-000000000005',
}
const { instagramAccountId } = connection.settings
const from = (what: Record<string, unknown>) => itemFrom(instagramAccountId, what)
const attached = (mid: string, type: string, payload?: Record<string, unknown>) =>
  from({ message: { mid, attachments: [{ type, ...(payload ? { payload } : {}) }] } })

const body = bodyOf('instagram', instagramAccountId, [from({ message: { mid: 'm_1', text: 'äöå 👍' } })])

/** Shapes of developers.facebook.com/docs/instagram-platform/webhooks/examples. */
export const fixtures = messagingFixtures(
  { object: 'instagram', accountId: instagramAccountId, connection },
  {
    samples: [
      ...sharedSamples(instagramAccountId),
      {
        name: 'story mention',
        kind: 'message',
        piece: attached('aWdf1', 'story_mention', { url: 'https://lookaside.fbsbx.com/story.mp4' }),
      },
      {
        name: 'story reply',
        kind: 'message',
        piece: from({ message: { mid: 'aWdf2', text: 'price?', reply_to: { story: { url: 'https://cdn/s.jpg', id: '178' } } } }),
      },
      { name: 'unsent', kind: 'delete', piece: from({ message: { mid: 'aWdf2', is_deleted: true } }) },
      { name: 'may be seen once', kind: 'message', piece: attached('aWdf3', 'ephemeral') },
      {
        name: 'a reel',
        kind: 'message',
        piece: attached('aWdf4', 'ig_reel', { url: 'https://lookaside.fbsbx.com/reel', reel_video_id: '5', title: 'Mugs' }),
      },
      { name: 'read', kind: 'status', piece: from({ read: { mid: 'aWdf5' } }) },
      {
        name: 'a postback whose entry names the customer',
        kind: 'message',
        piece: from({ postback: { mid: 'aWdf7', title: 'Opening hours', payload: 'HOURS' } }),
      },
    ],
    vectors: [
      { name: 'signed by the other secret of the app', request: signedBy('the other secret', body), connection, accepted: true },
      { name: 'signed by a secret of another app', request: signedBy('nobody knows', body), connection, accepted: false },
    ],
    emulator: () =>
      startMessagingForContract({
        connection,
        accountId: instagramAccountId,
        isPage: false,
        egress: instagramEgress,
        make: (http) => createInstagramAdapter({ ...http, clock: fixedClock }),
      }),
  },
)
