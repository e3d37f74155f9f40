import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyOf, type EventMessage, instagramId, itemOf, type MetaFixture, pageId, startFixture } from './meta-fixture.ts'

let fixture: MetaFixture
beforeEach(async () => {
  fixture = await startFixture()
})
afterEach(() => fixture.close())

/** What an act of a person arrives as, without sender, recipient and time. */
async function arrivalOf(
  account: string,
  act: (customer: ReturnType<MetaFixture['emulator']['customer']>) => { delivered: Promise<void> },
) {
  const { emulator, receiver } = fixture
  const customer = emulator.customer({ key: 'ann', name: 'Ann', username: 'ann', account })
  await act(customer).delivered
  const { sender, recipient, timestamp, ...content } = itemOf(receiver.received.at(-1))
  expect({ sender, recipient }).toEqual({ sender: { id: customer.id }, recipient: { id: account } })
  expect(String(timestamp)).toMatch(/^\d{13}$/)
  return content as { message?: EventMessage } & Record<string, unknown>
}

const anyUrl = { url: expect.stringMatching(/^http:/) }
const mid = expect.any(String)
const sample = { sample: 'picture-mug' }

test('everything that a person does on Messenger has its documented shape', async () => {
  const on = (act: Parameters<typeof arrivalOf>[1]) => arrivalOf(pageId, act)
  expect(await on((one) => one.send({ type: 'image', ...sample, text: 'this' }))).toEqual({
    message: { mid, text: 'this', attachments: [{ type: 'image', payload: anyUrl }] },
  })
  expect(await on((one) => one.send({ type: 'audio', sample: 'voice-delivery' }))).toMatchObject({
    message: { attachments: [{ type: 'audio' }] },
  })
  expect(await on((one) => one.send({ type: 'file', sample: 'document-order', count: 2 }))).toMatchObject({
    message: { attachments: [{ type: 'file' }, { type: 'file' }] },
  })
  expect(await on((one) => one.send({ type: 'sticker', ...sample, stickerId: 369239263222822 }))).toEqual({
    message: { mid, attachments: [{ type: 'sticker', payload: { ...anyUrl, sticker_id: 369239263222822 } }] },
  })
  expect(await on((one) => one.send({ type: 'text', text: 'Yes', quickReply: 'YES' }))).toEqual({
    message: { mid, text: 'Yes', quick_reply: { payload: 'YES' } },
  })
  expect(await on((one) => one.send({ type: 'share', kind: 'fallback', url: 'https://a.example/', title: 'A page' }))).toEqual({
    message: {
      mid,
      attachments: [
        { type: 'fallback', url: 'https://a.example/', title: 'A page', payload: { url: 'https://a.example/', title: 'A page' } },
      ],
    },
  })
  expect(await on((one) => one.send({ type: 'share', kind: 'ig_reel', url: 'https://a.example/r', id: '77' }))).toMatchObject({
    message: { attachments: [{ type: 'ig_reel', payload: { url: 'https://a.example/r', reel_video_id: '77' } }] },
  })
  const ad = { ref: 'x', ad_id: '55', source: 'ADS', type: 'OPEN_THREAD', ads_context_data: { ad_title: 'Mugs' } }
  expect(await on((one) => one.send({ type: 'text', text: 'hi', referral: ad }))).toEqual({ message: { mid, text: 'hi', referral: ad } })
  expect(await on((one) => one.send({ type: 'product', elements: [{ id: '9', retailer_id: 'mug', title: 'Mug' }] }))).toMatchObject({
    message: { attachments: [{ type: 'template', payload: { product: { elements: [{ id: '9', retailer_id: 'mug', title: 'Mug' }] } } }] },
  })
  expect(await on((one) => one.send({ type: 'referral', referral: { ref: 'promo', source: 'SHORTLINK', type: 'OPEN_THREAD' } }))).toEqual({
    referral: { ref: 'promo', source: 'SHORTLINK', type: 'OPEN_THREAD' },
  })
  expect(
    await on((one) => one.send({ type: 'optin', optin: { type: 'notification_messages', user_token_status: 'NOT_REFRESHED' } })),
  ).toEqual({
    optin: { type: 'notification_messages', user_token_status: 'NOT_REFRESHED' },
  })
  const product = { id: '9', retailer_id: 'mug', name: 'Mug', unit_price: 18, currency: 'EUR', quantity: 1 }
  expect(await on((one) => one.send({ type: 'order', products: [product], note: 'blue' }))).toEqual({
    order: { products: [product], note: 'blue' },
  })
  expect(await on((one) => one.send({ type: 'postback', title: 'Buy', payload: 'BUY' }))).toEqual({
    postback: { mid, title: 'Buy', payload: 'BUY' },
  })
})

test('replies, reactions and edits name the message that they are about', async () => {
  const { emulator, send, sendInstagram } = fixture
  const ann = emulator.customer({ key: 'ann', account: pageId })
  const { id } = ann.send({ type: 'text', text: 'one' })
  const sent = (await send(ann.id, { text: 'from us' })).json.message_id ?? ''
  await emulator.idle()
  const on = (act: Parameters<typeof arrivalOf>[1]) => arrivalOf(pageId, act)
  expect((await on((one) => one.send({ type: 'text', text: 'two', replyTo: id }))).message?.reply_to).toEqual({
    mid: id,
    is_self_reply: true,
  })
  expect((await on((one) => one.send({ type: 'text', text: 'three', replyTo: sent }))).message?.reply_to).toEqual({
    mid: sent,
    is_self_reply: false,
  })
  expect(await on((one) => one.send({ type: 'reaction', messageId: sent, emoji: '❤️' }))).toEqual({
    reaction: { mid: sent, action: 'react', reaction: 'love', emoji: '❤️' },
  })
  expect(await on((one) => one.send({ type: 'reaction', messageId: sent, emoji: '🥑' }))).toMatchObject({ reaction: { reaction: 'other' } })
  expect(await on((one) => one.send({ type: 'reaction', messageId: sent, emoji: null }))).toEqual({
    reaction: { mid: sent, action: 'unreact' },
  })
  for (let num = 1; num <= 5; num++) {
    expect(await on((one) => one.send({ type: 'edit', messageId: id, text: `one ${num}` }))).toEqual({
      message_edit: { mid: id, text: `one ${num}`, num_edit: num },
    })
  }
  expect(() => ann.send({ type: 'edit', messageId: id, text: 'six' })).toThrow(/5 times/)
  expect(() => ann.send({ type: 'edit', messageId: sent, text: 'x' })).toThrow(/own messages/)
  expect(() => ann.send({ type: 'unsend', messageId: id })).toThrow(/Messenger/)
  const bea = emulator.customer({ account: instagramId })
  await bea.send({ type: 'text', text: 'hi' }).delivered
  const other = (await sendInstagram(bea.id, { text: 'x' })).json.message_id ?? ''
  expect(() => ann.send({ type: 'reaction', messageId: other, emoji: '👍' })).toThrow(/no such message/)
})

test('everything that a person does on Instagram has its documented shape', async () => {
  const on = (act: Parameters<typeof arrivalOf>[1]) => arrivalOf(instagramId, act)
  expect(await on((one) => one.send({ type: 'story-mention', ...sample }))).toEqual({
    message: { mid, attachments: [{ type: 'story_mention', payload: anyUrl }] },
  })
  expect(await on((one) => one.send({ type: 'story-reply', text: 'price?', storyId: '178', ...sample }))).toEqual({
    message: { mid, text: 'price?', reply_to: { story: { ...anyUrl, id: '178' } } },
  })
  expect(await on((one) => one.send({ type: 'ephemeral' }))).toEqual({ message: { mid, attachments: [{ type: 'ephemeral' }] } })
  expect(await on((one) => one.send({ type: 'unsupported' }))).toEqual({ message: { mid, is_unsupported: true } })
  expect(await on((one) => one.send({ type: 'sticker', ...sample }))).toEqual({
    message: { mid, attachments: [{ type: 'image', payload: anyUrl }] },
  })
  expect(await on((one) => one.send({ type: 'share', kind: 'ig_post', ...sample, title: 'A mug', id: '88' }))).toEqual({
    message: { mid, attachments: [{ type: 'ig_post', payload: { ...anyUrl, title: 'A mug', id: '88' } }] },
  })
  const first = fixture.emulator.customer({ key: 'ann', account: instagramId }).send({ type: 'text', text: 'oops' })
  const id = first.id
  expect(await on((one) => one.send({ type: 'text', text: 'so?', replyTo: id }))).toMatchObject({ message: { reply_to: { mid: id } } })
  expect(await on((one) => one.send({ type: 'edit', messageId: id, text: 'better' }))).toEqual({
    message_edit: { mid: id, text: 'better', num_edit: 1 },
  })
  expect(await on((one) => one.send({ type: 'unsend', messageId: id }))).toEqual({ message: { mid: id, is_deleted: true } })
  expect(await on((one) => one.send({ type: 'reaction', messageId: id, emoji: '😆' }))).toMatchObject({ reaction: { reaction: 'laugh' } })
  expect(bodyOf(fixture.receiver.received.at(-1))).toMatchObject({ object: 'instagram', entry: [{ id: instagramId }] })
  const customer = fixture.emulator.customer({ key: 'ann', account: instagramId })
  expect(() => customer.send({ type: 'order', products: [] })).toThrow(/Messenger/)
  expect(() => customer.send({ type: 'share', kind: 'fallback' })).toThrow(/no message of the kind/)
  await customer.send({ type: 'self', text: 'a note' }).delivered
  expect(itemOf(fixture.receiver.received.at(-1))).toMatchObject({
    sender: { id: instagramId },
    recipient: { id: instagramId },
    message: { is_echo: true, is_self: true },
  })
})
