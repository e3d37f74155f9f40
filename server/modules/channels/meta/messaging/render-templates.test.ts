import { describe, expect, test } from 'vitest'
import type { Interactive } from '../../../../../contract/messages.ts'
import { fitMessage } from '../../fit-message.ts'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as instagramAccount } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as page } from '../../messenger/messenger-fixtures.ts'
import type { OutboundMedia, OutboundMessage } from '../../outbound-message.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'

const messenger = createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const instagram = createInstagramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const base: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000a',
  recipient: { externalId: '2002', phone: null },
  text: 'Here',
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: false,
}
const picture: OutboundMedia = { kind: 'image', mimeType: 'image/png', name: 'mug.png', size: 9, fileId: 'file-1', voice: false }

interface Sent {
  text?: string
  attachment?: { type: string; payload: Record<string, unknown> }
}
const onMessenger = (interactive: Interactive, more: Partial<OutboundMessage> = {}) =>
  messenger.render(fitMessage({ ...base, ...more, interactive }, messenger.capabilities), page)
const onInstagram = (interactive: Interactive, more: Partial<OutboundMessage> = {}, settings = {}) =>
  instagram.render(fitMessage({ ...base, ...more, interactive }, instagram.capabilities), {
    ...instagramAccount,
    settings: { ...instagramAccount.settings, ...settings },
  })
const sent = (calls: ReturnType<typeof onMessenger>) => calls.map(({ body }) => body.message as Sent)
const payloads = (calls: ReturnType<typeof onMessenger>) => sent(calls).map(({ attachment, text }) => attachment?.payload ?? text)

describe('things to do', () => {
  const actions: Interactive = {
    kind: 'actions',
    buttons: [
      { title: 'Pay', url: 'https://shop.example/pay' },
      { title: 'Call us', phone: '+77010000000' },
      { title: 'Ask for somebody else to call', id: 'CALL' },
    ],
  }
  const shown = [
    { type: 'web_url', title: 'Pay', url: 'https://shop.example/pay' },
    { type: 'phone_number', title: 'Call us', payload: '+77010000000' },
    { type: 'postback', title: 'Ask for somebody el…', payload: 'CALL' },
  ]

  test('stand below the text; what is too long for it goes before', () => {
    expect(payloads(onMessenger(actions))).toEqual([{ template_type: 'button', text: 'Here', buttons: shown }])
    const long = payloads(onMessenger(actions, { text: 'A sentence of words. '.repeat(50) }))
    expect(long).toHaveLength(2)
    expect((long[1] as { text: string }).text.length).toBeLessThanOrEqual(640)
    expect(payloads(onMessenger(actions, { text: null }))).toMatchObject([{ text: 'Pay' }])
  })

  test('stand below a single picture or video, which is handed over first; the text goes before', () => {
    const calls = onMessenger(actions, { media: [picture] })
    expect(payloads(calls)).toEqual(['Here', { template_type: 'media', elements: [{ media_type: 'image', buttons: shown }] }])
    expect(calls[1]?.files).toEqual([
      { field: 'message.attachment.payload.elements.0.attachment_id', fileId: 'file-1', name: 'mug.png', mimeType: 'image/png' },
    ])
    const two = onMessenger(actions, { media: [picture, { ...picture, fileId: 'file-2' }] })
    expect(sent(two).map(({ attachment }) => attachment?.payload.template_type ?? attachment?.type)).toEqual(['image', 'image', 'button'])
    const sound = { ...picture, kind: 'audio' as const, mimeType: 'audio/mpeg' }
    expect(sent(onMessenger(actions, { media: [sound] })).map(({ attachment }) => attachment?.type)).toEqual(['audio', 'template'])
  })

  test('on Instagram calls are written out, and a picture goes before', () => {
    expect(payloads(onInstagram(actions, { media: [picture] }))).toEqual([
      { is_reusable: false },
      { template_type: 'button', text: 'Here\n\nCall us: +77010000000', buttons: [shown[0], shown[2]] },
    ])
    const call: Interactive = { kind: 'actions', buttons: [{ title: 'Call us', phone: '+77010000000' }] }
    expect(payloads(onInstagram(call))).toEqual(['Here\n\nCall us: +77010000000'])
  })
})

describe('cards side by side', () => {
  const cards: Interactive = {
    kind: 'cards',
    cards: [
      { title: 'Teal kettle', price: '14 900 ₸', text: 'For the stove', fileId: 'file-1', buttons: [{ id: 'teal', title: 'Take it' }] },
      { title: 'Red kettle', text: 'x'.repeat(100), buttons: [{ title: 'Look', url: 'https://shop.example/red' }] },
    ],
  }

  test.each([
    ['Messenger', onMessenger],
    ['Instagram', onInstagram],
  ])('on %s with their pictures by address; what is cut stands in the text', (_name, render) => {
    const calls = render(cards, { media: [picture] })
    expect(sent(calls)[0]?.text).toBe(`Here\n\nRed kettle\n${'x'.repeat(100)}`)
    expect(payloads(calls)[1]).toEqual({
      template_type: 'generic',
      elements: [
        { title: 'Teal kettle', subtitle: '14 900 ₸ — For the stove', buttons: [{ type: 'postback', title: 'Take it', payload: 'teal' }] },
        {
          title: 'Red kettle',
          subtitle: `${'x'.repeat(79)}…`,
          buttons: [{ type: 'web_url', title: 'Look', url: 'https://shop.example/red' }],
        },
      ],
    })
    expect(calls[1]?.files).toMatchObject([{ field: 'message.attachment.payload.elements.0.image_url', fileId: 'file-1' }])
    // The picture of a card does not go out a second time.
    expect(calls).toHaveLength(2)
  })

  test('a card of a title alone is none: all are written out', () => {
    const bare: Interactive = { kind: 'cards', cards: [...(cards.kind === 'cards' ? cards.cards : []), { title: 'Bare', buttons: [] }] }
    const [only] = sent(onMessenger(bare))
    expect(only?.text).toContain('Teal kettle — 14 900 ₸')
    expect(only?.text).toContain('Bare')
  })
})

describe('a receipt', () => {
  const receipt: Interactive = {
    kind: 'receipt',
    orderNumber: 'A-1007',
    recipientName: 'Aruzhan',
    merchantName: 'Teal Kettles',
    currency: 'KZT',
    paymentMethod: 'Visa 1234',
    orderedAt: '2026-11-20T10:00:00.000Z',
    url: 'https://shop.example/orders/1007',
    items: [{ title: 'Teal kettle', details: 'For the stove', quantity: 2, price: '14900', imageUrl: 'https://shop.example/teal.png' }],
    address: { street: 'Abay 1', city: 'Almaty', postalCode: '050000', region: 'Almaty', country: 'KZ' },
    adjustments: [{ name: 'Voucher', amount: '1000' }],
    shipping: '990.50',
    total: '29790.5',
  }

  test('is a card on Messenger, with its numbers as numbers; its address goes with the text', () => {
    expect(payloads(onMessenger(receipt))).toEqual([
      'Here\n\nhttps://shop.example/orders/1007',
      {
        template_type: 'receipt',
        recipient_name: 'Aruzhan',
        merchant_name: 'Teal Kettles',
        order_number: 'A-1007',
        currency: 'KZT',
        payment_method: 'Visa 1234',
        timestamp: '1795168800',
        elements: [
          {
            title: 'Teal kettle',
            subtitle: 'For the stove',
            quantity: 2,
            price: 14900,
            currency: 'KZT',
            image_url: 'https://shop.example/teal.png',
          },
        ],
        address: { street_1: 'Abay 1', city: 'Almaty', postal_code: '050000', state: 'Almaty', country: 'KZ' },
        summary: { shipping_cost: 990.5, total_cost: 29790.5 },
        adjustments: [{ name: 'Voucher', amount: 1000 }],
      },
    ])
  })

  test('is written out everywhere else', () => {
    expect(payloads(onInstagram(receipt))).toEqual([
      [
        'Here\n\n🧾 A-1007 — Teal Kettles',
        'Aruzhan',
        '🗓 2026-11-20',
        '2 × Teal kettle (For the stove) — 14900 KZT',
        '🚚 990.50 KZT',
        'Voucher: −1000 KZT',
        '= 29790.5 KZT',
        '💳 Visa 1234',
        '📦 Abay 1, 050000 Almaty, Almaty, KZ',
        'https://shop.example/orders/1007',
      ].join('\n'),
    ])
  })
})

test('products are shown by the provider’s own ids where the account has them, else written out', () => {
  const products: Interactive = { kind: 'products', productIds: ['mug', 'cup'], providerIds: ['9001', '9002', '9001'] }
  const shown = ['Here', { template_type: 'product', elements: [{ id: '9001' }, { id: '9002' }] }]
  expect(payloads(onMessenger(products))).toEqual(shown)
  expect(payloads(onInstagram(products, {}, { pageId: '555' }))).toEqual(shown)
  expect(payloads(onInstagram(products))).toEqual(['Here\n\n• mug\n• cup'])
  expect(payloads(onMessenger({ ...products, providerIds: null }))).toEqual(['Here\n\n• mug\n• cup'])
})
