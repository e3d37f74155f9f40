import { expect, test } from 'vitest'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as instagramAccount } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as page } from '../../messenger/messenger-fixtures.ts'
import { createWhatsAppAdapter } from '../../whatsapp/create-whatsapp-adapter.ts'
import { envelope, fixedClock, messagesChange, signed, connection as whatsApp } from '../../whatsapp/whatsapp-fixtures.ts'
import { signedBy } from './messaging-fixtures.ts'

/*
 * One object of each kind, byte by byte as they were written down from Meta's pages, with the ids of accounts put in.
 */

const options = { fetch, fetchMedia: fetch, clock: fixedClock }
const messenger = createMessengerAdapter(options)
const instagram = createInstagramAdapter(options)
const pageId = page.settings.pageId
const igId = instagramAccount.settings.instagramAccountId

const onPage = String.raw`
{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1793300000000,"message":{"mid":"m_2","text":"Yes","quick_reply":{"payload":"YES"}}}
{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1793300000000,"message":{"mid":"m_3","attachments":[{"type":"sticker","payload":{"url":"https:\/\/cdn\/s.png","sticker_id":369239263222822}}]}}
{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1793300000000,"postback":{"mid":"m_4","title":"Get Started","payload":"GET_STARTED","referral":{"ref":"promo","source":"SHORTLINK","type":"OPEN_THREAD"}}}
{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1793300000000,"delivery":{"watermark":1793299999000}}
{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1793300000000,"read":{"watermark":1793299999500}}
{"sender":{"id":"PAGE"},"recipient":{"id":"PSID"},"timestamp":1793300000000,"message":{"is_echo":true,"app_id":263902037430900,"mid":"m_5","text":"human here"}}
{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1793300000000,"pass_thread_control":{"previous_owner_app_id":null,"new_owner_app_id":"123","metadata":"ctx"}}`

const onInstagram = String.raw`
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"message":{"mid":"aWdf1","attachments":[{"type":"story_mention","payload":{"url":"https:\/\/cdn\/story.mp4"}}]}}
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"message":{"mid":"aWdf2","text":"price?","reply_to":{"story":{"url":"https:\/\/cdn\/s.jpg","id":"178"}}}}
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"message":{"mid":"aWdf2","is_deleted":true}}
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"message":{"mid":"aWdf3","attachments":[{"type":"ephemeral"}]}}
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"reaction":{"mid":"aWdf4","action":"react","reaction":"love","emoji":"\u2764\ufe0f"}}
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"message_edit":{"mid":"aWdf2","text":"price please?","num_edit":1}}
{"sender":{"id":"IGSID"},"recipient":{"id":"IGID"},"timestamp":1793300000000,"read":{"mid":"aWdf5"}}
{"sender":{"id":"IGID"},"recipient":{"id":"IGSID"},"timestamp":1793300000000,"message":{"mid":"aWdf6","is_echo":true,"text":"sent from phone"}}`

function bodyOf(object: string, accountId: string, samples: string): Buffer {
  const items = samples.trim().split('\n').join(',')
  const named = items.replaceAll(/"(PAGE|IGID)"/g, `"${accountId}"`)
  return Buffer.from(`{"object":"${object}","entry":[{"id":"${accountId}","time":1793300000123,"messaging":[${named}]}]}`)
}

test('meta 10: each sample of a page is read as what it is', () => {
  const body = bodyOf('page', pageId, onPage)
  expect(messenger.parse(signedBy('x', body), page)).toMatchObject([
    { kind: 'message', content: { text: 'Yes', interactive: { kind: 'reply', id: 'YES' } } },
    { kind: 'message', content: { type: 'sticker', media: [{ reference: { url: 'https://cdn/s.png' } }] } },
    { kind: 'message', content: { interactive: { id: 'GET_STARTED' }, referral: { source: 'link', headline: 'promo' } } },
    { kind: 'watermark', status: 'delivered', at: 1_793_299_999_000, sender: { externalId: 'PSID' } },
    { kind: 'watermark', status: 'read', at: 1_793_299_999_500 },
    { kind: 'echo', recipient: { externalId: 'PSID' }, content: { text: 'human here' } },
    { kind: 'ignored', name: 'pass_thread_control' },
  ])
})

test('meta 10: each sample of an Instagram account is read as what it is', () => {
  const body = bodyOf('instagram', igId, onInstagram)
  expect(instagram.parse(signedBy('x', body), instagramAccount)).toMatchObject([
    { kind: 'message', externalId: 'aWdf1', content: { referral: { story: 'mention' } } },
    { kind: 'message', content: { text: 'price?', referral: { story: 'reply', url: 'https://cdn/s.jpg' } } },
    { kind: 'delete', targetExternalId: 'aWdf2' },
    { kind: 'message', content: { type: 'unsupported' } },
    { kind: 'reaction', targetExternalId: 'aWdf4', emoji: '❤️' },
    { kind: 'edit', targetExternalId: 'aWdf2', text: 'price please?' },
    { kind: 'status', externalId: 'aWdf5', status: 'read' },
    { kind: 'echo', recipient: { externalId: 'IGSID' }, content: { text: 'sent from phone' } },
  ])
})

test('meta 10: the change of an id where no number may be told', () => {
  const messages = JSON.parse(
    '[{"id":"wamid.X","timestamp":"1793300000","type":"system","system":{"body":"User A changed from US.OLD to US.NEW","user_id":"US.NEW","previous_user_id":"US.OLD","type":"user_changed_user_id"}}]',
  )
  const body = Buffer.from(JSON.stringify(envelope(messagesChange({ messages }))))
  expect(createWhatsAppAdapter(options).parse(signed(body), whatsApp)).toMatchObject([
    { kind: 'identity', previousIds: ['US.OLD'], sender: { externalId: 'US.NEW', phone: null } },
  ])
})
