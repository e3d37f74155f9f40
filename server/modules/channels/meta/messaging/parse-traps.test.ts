import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../../inbound-event.ts'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as instagramAccount } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as page } from '../../messenger/messenger-fixtures.ts'
import { subscribedFields } from '../../messenger/product.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'
import { customerId, escapedJson, itemFrom, itemTo, signedBy } from './messaging-fixtures.ts'

const messenger = createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const instagram = createInstagramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const pageId = page.settings.pageId
const igId = instagramAccount.settings.instagramAccountId

const onPageEntry = (entry: Record<string, unknown>): InboundEvent[] =>
  messenger.parse(signedBy('x', escapedJson({ object: 'page', entry: [{ id: pageId, time: 1, ...entry }] })), page)
const onPage = (...messaging: unknown[]) => onPageEntry({ messaging })
const onInstagramEntry = (entry: Record<string, unknown>): InboundEvent[] =>
  instagram.parse(signedBy('x', escapedJson({ object: 'instagram', entry: [{ id: igId, time: 1, ...entry }] })), instagramAccount)
const onInstagram = (...messaging: unknown[]) => onInstagramEntry({ messaging })
const url = 'https://lookaside.fbsbx.com/f'

const instagramTypes = [
  'audio',
  'file',
  'image',
  'video',
  'share',
  'ig_post',
  'story_mention',
  'ig_reel',
  'reel',
  'story',
  'ig_story',
  'media',
  'ephemeral',
]

test.each(instagramTypes)('meta 4.2: an attachment of the kind %s is a message, with its file or as one that cannot be shown', (type) => {
  const attachment = type === 'ephemeral' ? { type } : { type, payload: { url, title: 'Mugs', reel_video_id: '5' } }
  const [event] = onInstagram(itemFrom(igId, { message: { mid: 'aW1', attachments: [attachment] } }))
  if (event?.kind !== 'message') throw new Error(`became ${event?.kind}`)
  if (type === 'ephemeral') expect(event.content.type).toBe('unsupported')
  else expect(event.content.media).toMatchObject([{ reference: { url } }])
})

describe('meta 4.2: on Instagram', () => {
  test('what the account writes to itself is nobody’s word, though it comes as an echo', () => {
    const message = { mid: 'aW2', is_echo: true, is_self: true, text: 'a note' }
    const item = { sender: { id: igId }, recipient: { id: igId }, timestamp: 1_793_300_000_000, message }
    expect(onInstagram(item)).toMatchObject([{ kind: 'ignored', name: 'self-message' }])
  })

  test('what its own interface cannot carry is a message that says so', () => {
    expect(onInstagram(itemFrom(igId, { message: { mid: 'aW3', is_unsupported: true } }))).toMatchObject([
      { kind: 'message', content: { type: 'unsupported' } },
    ])
  })

  test('an advertisement and a product keep their ids', () => {
    const ad = {
      ref: 'spring',
      ad_id: '6045',
      source: 'ADS',
      type: 'OPEN_THREAD',
      ads_context_data: { ad_title: 'Mugs', photo_url: 'https://a.example/a.jpg' },
    }
    expect(onInstagram(itemFrom(igId, { message: { mid: 'aW4', text: 'Hi', referral: ad } }))).toMatchObject([
      { content: { referral: { source: 'ad', externalId: '6045', headline: 'Mugs' } } },
    ])
    expect(
      onInstagram(itemFrom(igId, { message: { mid: 'aW5', text: 'Is it there?', referral: { product: { id: '77' } } } })),
    ).toMatchObject([{ content: { referral: { source: 'product', externalId: '77' } } }])
  })
})

const pageTypes = ['audio', 'file', 'image', 'sticker', 'video', 'reel', 'ig_reel', 'post', 'ig_post', 'appointment_booking', 'hologram']

test.each(pageTypes)('meta 5.1: an attachment of the kind %s is a message', (type) => {
  const [event] = onPage(itemFrom(pageId, { message: { mid: 'm_1', attachments: [{ type, payload: { url, id: '5', title: 'Mugs' } }] } }))
  if (event?.kind !== 'message') throw new Error(`became ${event?.kind}`)
  if (['appointment_booking', 'hologram'].includes(type)) expect(event.content.type).toBe('unsupported')
  else expect(event.content.media).toMatchObject([{ reference: { url } }])
})

describe('meta 5.1: on a page', () => {
  test('a link that could not be drawn has no payload, and its address beside it', () => {
    for (const payload of [null, undefined])
      expect(
        onPage(
          itemFrom(pageId, {
            message: { mid: 'm_2', attachments: [{ type: 'fallback', payload, title: 'Mugs', url: 'https://shop.example/mugs' }] },
          }),
        ),
      ).toMatchObject([{ content: { type: 'text', text: 'Mugs\nhttps://shop.example/mugs' } }])
  })

  test('products that somebody asks about are named, by the shop’s own id where there is one', () => {
    const elements = [{ id: '77', retailer_id: 'mug-red', title: 'Red mug', subtitle: '$9' }]
    const attachments = [{ type: 'template', payload: { product: { elements } } }]
    expect(onPage(itemFrom(pageId, { message: { mid: 'm_3', attachments } }))).toMatchObject([
      { content: { type: 'product', text: 'Red mug', referral: { source: 'product', headline: 'mug-red' } } },
    ])
  })

  test('on standby a button does not say what it means, and nobody answers it', () => {
    const [event] = onPageEntry({ standby: [itemFrom(pageId, { postback: { mid: 'm_4', title: 'Get Started' } })] })
    expect(event).toMatchObject({
      kind: 'message',
      historical: true,
      content: { interactive: { id: 'Get Started', title: 'Get Started' } },
    })
  })

  test('deliveries need name no message: the time is enough', () => {
    expect(onPage(itemFrom(pageId, { delivery: { watermark: 1_793_299_999_000 } }))).toMatchObject([
      { kind: 'watermark', status: 'delivered', at: 1_793_299_999_000 },
    ])
  })

  test('ids of files are numbers in echoes', () => {
    const attachments = [{ type: 'image', payload: { url, attachment_id: 1_854_626_884_821_032 } }]
    expect(onPage(itemTo(pageId, { message: { is_echo: true, app_id: 26_390_203_743_090, mid: 'm_5', attachments } }))).toMatchObject([
      { kind: 'echo', content: { media: [{ kind: 'image' }] } },
    ])
  })

  test('feedback on answers is not asked for: it would show thumbs to every customer', () => {
    expect(subscribedFields).not.toContain('response_feedback')
  })
})

describe('meta 1.4: what makes an event the same one again', () => {
  const reactions = [
    itemFrom(pageId, { reaction: { mid: 'm_1', action: 'react', reaction: 'love' } }),
    itemFrom(pageId, { reaction: { mid: 'm_1', action: 'unreact' } }),
    itemFrom(pageId, { reaction: { mid: 'm_2', action: 'react', reaction: 'love' } }),
    { ...itemFrom(pageId, { reaction: { mid: 'm_1', action: 'react', reaction: 'love' } }), sender: { id: '99' } },
    { ...itemFrom(pageId, { reaction: { mid: 'm_1', action: 'react', reaction: 'love' } }), timestamp: 1_793_300_001_000 },
  ]

  test('of a reaction: message, person, act and time', () => {
    const ids = onPage(...reactions).map(({ eventId }) => eventId)
    expect(new Set(ids).size).toBe(reactions.length)
    expect(onPage(reactions[0], reactions[0]).map(({ eventId }) => eventId)).toEqual([ids[0], ids[0]])
  })

  test('of a tap its own id, or who, when and what where it has none', () => {
    const postback = { title: 'Hours', payload: 'HOURS' }
    const [named, other] = onPage(
      itemFrom(pageId, { postback: { ...postback, mid: 'm_1' } }),
      itemFrom(pageId, { postback: { ...postback, mid: 'm_2' } }),
    )
    expect([named?.eventId, other?.eventId]).toEqual(['message:m_1', 'message:m_2'])
    const [one, same, later] = onPage(itemFrom(pageId, { postback }), itemFrom(pageId, { postback }), {
      ...itemFrom(pageId, { postback }),
      timestamp: 1_793_300_001_000,
    }).map(({ eventId }) => eventId)
    expect(one).toBe(same)
    expect(later).not.toBe(one)
  })

  test('times are milliseconds', () => {
    expect(onPage(itemFrom(pageId, { message: { mid: 'm_1', text: 'Hi' } }))).toMatchObject([{ at: 1_793_300_000_000 }])
  })
})

test('meta 1.5: comments come with field and value, or among changes, and are no messages', () => {
  const value = { id: '1', text: 'a comment', from: { id: customerId } }
  expect(onInstagramEntry({ field: 'comments', value })).toMatchObject([{ kind: 'ignored', name: 'comments' }])
  expect(onInstagramEntry({ changes: [{ field: 'comments', value }] })).toMatchObject([{ kind: 'ignored', name: 'comments' }])
})
