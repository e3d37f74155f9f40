import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../../inbound-event.ts'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as instagramAccount } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as page } from '../../messenger/messenger-fixtures.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'
import { routeMetaBody } from '../route-meta-body.ts'
import { customerId, escapedJson, itemFrom, itemTo, signedBy } from './messaging-fixtures.ts'

const messenger = createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const instagram = createInstagramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const pageId = page.settings.pageId
const igId = instagramAccount.settings.instagramAccountId

const onPage = (entry: Record<string, unknown>): InboundEvent[] =>
  messenger.parse(signedBy('x', escapedJson({ object: 'page', entry: [{ id: pageId, time: 1, ...entry }] })), page)
const onInstagram = (...messaging: unknown[]): InboundEvent[] =>
  instagram.parse(signedBy('x', escapedJson({ object: 'instagram', entry: [{ id: igId, time: 1, messaging }] })), instagramAccount)

function only<K extends InboundEvent['kind']>(events: InboundEvent[], kind: K): Extract<InboundEvent, { kind: K }> {
  expect(events.map((event) => event.kind)).toEqual([kind])
  return events[0] as Extract<InboundEvent, { kind: K }>
}

describe('what a customer says', () => {
  test('a text says who wrote what, when, and as an answer to what', () => {
    const item = itemFrom(igId, { message: { mid: 'aW1', text: 'Сәлем', reply_to: { mid: 'aW0' } } })
    expect(only(onInstagram(item), 'message')).toMatchObject({
      eventId: 'message:aW1',
      externalId: 'aW1',
      at: 1_793_300_000_000,
      sender: { externalId: customerId },
      content: { type: 'text', text: 'Сәлем', replyToExternalId: 'aW0' },
    })
  })

  test('a quick reply and a postback are taps, the one under the words that were tapped, the other with where they came from', () => {
    const tap = only(onInstagram(itemFrom(igId, { message: { mid: 'aW2', text: 'Yes', quick_reply: { payload: 'YES' } } })), 'message')
    expect(tap.content).toMatchObject({ type: 'interactive', interactive: { kind: 'reply', id: 'YES', title: 'Yes' } })
    const postback = {
      mid: 'm_4',
      title: 'Get Started',
      payload: 'GO',
      referral: { ref: 'promo', source: 'SHORTLINK', type: 'OPEN_THREAD' },
    }
    expect(only(onPage({ messaging: [itemFrom(pageId, { postback })] }), 'message').content).toMatchObject({
      interactive: { id: 'GO', title: 'Get Started' },
      referral: { source: 'link', headline: 'promo' },
    })
  })

  test('meta 4.2: files are fetched by their address; a picture that may be seen once has none and is shown as such', () => {
    const attachments = [
      { type: 'image', payload: { url: 'https://scontent.fbcdn.net/a.jpg' } },
      { type: 'audio', payload: { url: 'https://cdn.fbsbx.com/a.mp4' } },
      { type: 'file', payload: { url: 'https://cdn.fbsbx.com/a.pdf' } },
    ]
    const files = only(onInstagram(itemFrom(igId, { message: { mid: 'aW3', text: 'Look', attachments } })), 'message').content
    expect(files).toMatchObject({ type: 'image', text: 'Look' })
    expect(files.media?.map(({ kind, voice, reference }) => [kind, voice ?? false, reference.url])).toEqual([
      ['image', false, 'https://scontent.fbcdn.net/a.jpg'],
      ['audio', true, 'https://cdn.fbsbx.com/a.mp4'],
      ['document', false, 'https://cdn.fbsbx.com/a.pdf'],
    ])
    const once = itemFrom(igId, { message: { mid: 'aW4', attachments: [{ type: 'ephemeral' }] } })
    expect(only(onInstagram(once), 'message').content).toMatchObject({ type: 'unsupported', text: null })
  })

  test('meta 5.1: a sticker is a sticker, also without the picture that came along until August 2026', () => {
    const attachments = [{ type: 'sticker', payload: { url: 'https://cdn.fbcdn.net/s.png', sticker_id: 369_239_263_222_822 } }]
    const { content } = only(onPage({ messaging: [itemFrom(pageId, { message: { mid: 'm_3', attachments } })] }), 'message')
    expect(content).toMatchObject({ type: 'sticker', media: [{ kind: 'sticker' }] })
  })

  test('meta 4.2: stories: an answer says so, a mention brings the file before it vanishes', () => {
    const answer = { mid: 'aW5', text: 'price?', reply_to: { story: { url: 'https://cdn/s.jpg', id: '178' } } }
    expect(only(onInstagram(itemFrom(igId, { message: answer })), 'message').content).toMatchObject({
      type: 'text',
      referral: { source: 'post', story: 'reply', url: 'https://cdn/s.jpg' },
    })
    const mention = [{ type: 'story_mention', payload: { url: 'https://lookaside.fbsbx.com/ig/story.mp4' } }]
    expect(only(onInstagram(itemFrom(igId, { message: { mid: 'aW6', attachments: mention } })), 'message').content).toMatchObject({
      type: 'video',
      media: [{ kind: 'video', reference: { url: 'https://lookaside.fbsbx.com/ig/story.mp4' } }],
      referral: { source: 'post', story: 'mention' },
    })
  })

  test('a shared reel is its file where the address is one, and a line with the address where it is a page', () => {
    const reel = (url: string) =>
      itemFrom(igId, { message: { mid: 'aW7', attachments: [{ type: 'ig_reel', payload: { url, title: 'Mugs' } }] } })
    expect(only(onInstagram(reel('https://lookaside.fbsbx.com/reel')), 'message').content).toMatchObject({ type: 'video', text: 'Mugs' })
    expect(only(onInstagram(reel('https://www.instagram.com/reel/x')), 'message').content).toEqual({
      type: 'text',
      text: 'Mugs\nhttps://www.instagram.com/reel/x',
      replyToExternalId: null,
    })
  })

  test('meta 4.2: unsent: erased, under an id of its own, so that the message before it was no double', () => {
    const gone = only(onInstagram(itemFrom(igId, { message: { mid: 'aW2', is_deleted: true } })), 'delete')
    expect(gone).toMatchObject({ eventId: 'unsend:aW2', targetExternalId: 'aW2' })
  })

  test('meta 4.2: edits count their number, which may come as a text', () => {
    const edit = (num_edit: unknown) => onInstagram(itemFrom(igId, { message_edit: { mid: 'aW2', text: 'now?', num_edit } }))
    expect(only(edit('2'), 'edit')).toMatchObject({ eventId: 'edit:aW2:2', targetExternalId: 'aW2', text: 'now?' })
    expect(only(edit(1), 'edit').eventId).toBe('edit:aW2:1')
  })

  test('meta 4.2: a reaction may come by its name alone, and goes again', () => {
    const react = (reaction: Record<string, unknown>) =>
      only(onPage({ messaging: [itemFrom(pageId, { reaction: { mid: 'm_1', ...reaction } })] }), 'reaction').emoji
    expect([react({ action: 'react', reaction: 'wow' }), react({ action: 'react', reaction: 'other', emoji: '🔥' })]).toEqual(['😮', '🔥'])
    expect(react({ action: 'unreact' })).toBeNull()
  })

  test('meta 5.1: a checkbox on a website knows the person by a reference only', () => {
    const item = { sender: { user_ref: 'box-7' }, recipient: { id: pageId }, timestamp: 1_793_300_000_000, optin: { ref: 'news' } }
    expect(only(onPage({ messaging: [item] }), 'opened')).toMatchObject({ sender: { externalId: 'box-7' }, referral: { headline: 'news' } })
  })
})

describe('what our account sent', () => {
  test('our own program’s word of it proves the send, and which call it was', () => {
    const metadata = '01993b5e-7c10-7000-8000-00000000000a.1'
    const echo = itemTo(pageId, { message: { is_echo: true, app_id: 5, metadata, mid: 'm_9', text: 'ours' } })
    expect(only(onPage({ messaging: [echo] }), 'status')).toMatchObject({
      externalId: 'm_9',
      clientId: '01993b5e-7c10-7000-8000-00000000000a',
      clientCall: 1,
      status: 'sent',
    })
  })

  test('meta 5.1: another app’s and a person’s are echoes to the customer, whoever the app is', () => {
    for (const app_id of [263_902_037_430_900, 26_390_203_743_090, undefined]) {
      const echo = itemTo(igId, { message: { is_echo: true, mid: 'aW8', text: 'by hand', ...(app_id ? { app_id } : {}) } })
      expect(only(onInstagram(echo), 'echo')).toMatchObject({ recipient: { externalId: customerId }, content: { text: 'by hand' } })
    }
  })

  test('meta 5.1: progress comes by message, by time, or by both', () => {
    expect(only(onInstagram(itemFrom(igId, { read: { mid: 'aW5' } })), 'status')).toMatchObject({ externalId: 'aW5', status: 'read' })
    const read = only(onPage({ messaging: [itemFrom(pageId, { read: { watermark: 1_793_299_999_500 } })] }), 'watermark')
    expect(read).toMatchObject({ status: 'read', at: 1_793_299_999_500, sender: { externalId: customerId } })
    const delivered = onPage({ messaging: [itemFrom(pageId, { delivery: { mids: ['m_1', 'm_2'], watermark: 1_793_299_999_000 } })] })
    expect(delivered.map((event) => event.kind)).toEqual(['status', 'status', 'watermark'])
  })
})

describe('whose it is', () => {
  test('meta 5.3: what is said while another app has the conversation is stored, never answered, and comes back as that from the journal', () => {
    const [event] = onPage({ standby: [itemFrom(pageId, { message: { mid: 'm_5', text: 'to the other bot' } })] })
    expect(event).toMatchObject({ kind: 'message', historical: true })
    const body = messenger.restore?.('message', event?.raw, page) as Buffer
    expect(messenger.parse(signedBy('x', body), page)).toEqual([event])
  })

  test('meta 1.5: an entry that names the customer or nobody is read by who speaks to whom', () => {
    for (const id of [customerId, '0']) {
      const body = escapedJson({
        object: 'instagram',
        entry: [{ id, time: 1, messaging: [itemFrom(igId, { postback: { mid: 'aW9', payload: 'GO' } })] }],
      })
      expect(instagram.parse(signedBy('x', body), instagramAccount)).toMatchObject([{ kind: 'message', externalId: 'aW9' }])
      expect(routeMetaBody(body)).toContainEqual({ type: 'instagram', accountId: igId })
    }
  })

  test('another account’s words are not kept', () => {
    const [event] = onPage({ messaging: [itemFrom('99', { message: { mid: 'm_6', text: 'a neighbour’s secret' } })] })
    expect(event).toMatchObject({ kind: 'ignored', name: 'other-account' })
    expect(JSON.stringify(event)).not.toContain('secret')
  })

  test('meta 1.5: comments, and bodies in an array as in some samples', () => {
    expect(only(onPage({ changes: [{ field: 'feed', value: { message: 'a comment' } }] }), 'ignored').name).toBe('feed')
    const wrapped = escapedJson([
      { object: 'page', entry: [{ id: pageId, messaging: [itemFrom(pageId, { message: { mid: 'm_7', text: 'hi' } })] }] },
    ])
    expect(messenger.parse(signedBy('x', wrapped), page)).toMatchObject([{ kind: 'message', externalId: 'm_7' }])
  })

  test('meta 5.1: a breach of the policies marks the channel, with Meta’s reason', () => {
    const news = { recipient: { id: pageId }, timestamp: 1_793_300_000_000, policy_enforcement: { action: 'block', reason: 'spam' } }
    expect(only(onPage({ messaging: [news] }), 'account')).toMatchObject({ status: 'error', reason: expect.stringContaining('spam') })
  })
})
