import fc from 'fast-check'
import type { Capabilities } from '../../../../contract/channels.ts'
import { attachmentKinds, type Interactive } from '../../../../contract/messages.ts'
import type { OutboundMedia, OutboundMessage } from '../outbound-message.ts'

const words = [
  'Hello',
  'сәлем',
  'سلام',
  'Die Lieferung',
  '👩‍👩‍👧‍👦',
  'e\u0301te\u0301',
  'https://shop.example/a?b=c',
  '1.',
  'a'.repeat(90),
  '。好的',
  '\n\n',
  '…',
]
const sentence = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((parts) => `${parts.join(' ')}.`)
const text = fc.oneof(
  { weight: 3, arbitrary: sentence },
  { weight: 1, arbitrary: fc.array(sentence, { minLength: 20, maxLength: 120 }).map((all) => all.join(' ')) },
  { weight: 1, arbitrary: fc.integer({ min: 4000, max: 9000 }).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.integer({ min: 1500, max: 3000 }).map((count) => '👍'.repeat(count)) },
)
const title = fc
  .oneof(
    fc.constantFrom('Yes', 'No', 'Да', 'بله'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constant('A title that is longer than what any button takes 👩‍👩‍👧‍👦!'),
  )
  .map((one) => one.slice(0, 80).toWellFormed().trim() || 'Title')
const id = fc.oneof(fc.uuid(), fc.stringMatching(/^[a-z0-9_-]{1,40}$/), fc.constant('long-'.repeat(30)), fc.constant('کلید'.repeat(10)))
const choice = fc.record({ id, title })
const row = fc.record({
  id,
  title,
  description: fc.option(fc.constantFrom('short', 'a description that goes on and on '.repeat(4).slice(0, 120)), { nil: null }),
})
const section = fc.record({
  title: fc.option(fc.constantFrom('Drinks', 'A section title that is much too long for it'), { nil: null }),
  rows: fc.array(row, { minLength: 1, maxLength: 10 }),
})

const frame = fc.record({
  header: fc.option(fc.constantFrom('Order 7', 'سفارش ۷'), { nil: null, freq: 2 }),
  footer: fc.option(fc.constantFrom('Reply STOP to end', 'Рахмет'), { nil: null, freq: 2 }),
})
const productId = fc.constantFrom('mug-red', 'mug-blue', 'SKU 7', 'кружка')

const interactive: fc.Arbitrary<Interactive> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ buttons: fc.array(choice, { minLength: 1, maxLength: 10 }), frame }).map(toButtons) },
  {
    weight: 3,
    arbitrary: fc
      .record({ button: title, sections: fc.array(section, { minLength: 1, maxLength: 10 }), frame })
      .map(({ frame, ...list }): Interactive => ({ kind: 'list', ...list, ...frame })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ title, frame })
      .map(({ title, frame }): Interactive => ({ kind: 'link', title, url: 'https://shop.example/cart?id=7', ...frame })),
  },
  fc
    .record({
      catalogId: fc.option(fc.constant('194836987003835'), { nil: null }),
      productIds: fc.array(productId, { minLength: 1 }),
      frame,
    })
    .map(({ frame, ...products }): Interactive => ({ kind: 'products', ...products, ...frame })),
  fc
    .record({ flowId: fc.constant('1234567890'), button: title, screen: fc.option(fc.constant('WELCOME'), { nil: null }), frame })
    .map(({ frame, ...flow }): Interactive => ({ kind: 'flow', response: {}, ...flow, ...frame })),
  fc.record({ first: title, second: title, button: choice }).map(
    ({ first, second, button }): Interactive => ({
      kind: 'cards',
      cards: [
        { title: first, text: 'Made in Almaty', price: '14 900 ₸', buttons: [button] },
        { title: second, buttons: [{ title: 'Look', url: 'https://shop.example/two' }] },
      ],
    }),
  ),
  fc
    .record({ answer: choice, first: title })
    .chain(({ answer, first }) =>
      fc.constantFrom<Interactive>(
        { kind: 'actions', buttons: [{ title: first, url: 'https://shop.example/pay' }] },
        { kind: 'actions', buttons: [{ title: first, phone: '+77010000000' }, answer] },
        { kind: 'actions', buttons: [answer, { title: 'Pay', url: 'https://shop.example/pay' }, { title: 'Call', phone: '+77010000000' }] },
      ),
    ),
  fc.constant<Interactive>({
    kind: 'receipt',
    orderNumber: 'A-1007',
    recipientName: 'Aruzhan',
    currency: 'USD',
    paymentMethod: 'Visa 1234',
    items: [{ title: 'Teal kettle', details: 'For the stove', quantity: 2, price: '24.5' }],
    adjustments: [{ name: 'Spring voucher', amount: '5' }],
    url: 'https://shop.example/orders/1007',
    total: '44',
  }),
  title.map(
    (label): Interactive => ({
      kind: 'form',
      name: 'Returns',
      fields: [
        { name: 'Order', label, type: 'text', required: true },
        { name: 'Why', label: 'Why?', type: 'choice', options: ['Broken', 'Too large'], required: false },
      ],
    }),
  ),
  fc.constantFrom<Interactive>(
    { kind: 'location-request' },
    { kind: 'contact-request' },
    { kind: 'catalog', thumbnailProductId: 'mug-red' },
  ),
)

function toButtons({ buttons, frame }: { buttons: { id: string; title: string }[]; frame: object }): Interactive {
  return { kind: 'buttons', buttons, ...frame }
}

const contactCard = fc.record({
  name: fc.constantFrom('Aruzhan', 'Ann Lee', 'علی'),
  phones: fc.array(fc.constantFrom('+77001112233', '+1 555 000 1111'), { maxLength: 2 }),
  emails: fc.array(fc.constant('ann@shop.example'), { maxLength: 1 }),
})

const linkedFile = fc.record({
  url: fc.constantFrom('https://shop.example/price.pdf', 'https://cdn.shop.example/kettle.mp4?v=2'),
  kind: fc.constantFrom('image' as const, 'audio' as const, 'video' as const, 'document' as const),
  name: fc.option(fc.constantFrom('Price list.pdf', 'Прайс'), { nil: null }),
})

/** Files that the channel says it takes. */
function media(capabilities: Capabilities): fc.Arbitrary<OutboundMedia> {
  const taken = attachmentKinds.flatMap((kind) => {
    const rule = capabilities.media[kind]
    return rule
      ? rule.mimeTypes.map((mimeType) => ({ kind, mimeType: mimeType === '*' ? 'application/zip' : mimeType, maxBytes: rule.maxBytes }))
      : []
  })
  return fc
    .record({
      rule: fc.constantFrom(...taken),
      fileId: fc.uuid(),
      voice: fc.boolean(),
      name: fc.option(fc.constantFrom('Прайс.pdf', 'a "b".png'), { nil: null }),
    })
    .map(({ rule, fileId, voice, name }) => ({
      kind: rule.kind,
      mimeType: rule.mimeType,
      size: Math.min(5000, rule.maxBytes),
      fileId,
      voice,
      name,
    }))
}

/** Any message that our API takes and that this channel can carry in some form. */
export function arbitraryMessage(capabilities: Capabilities, recipient: OutboundMessage['recipient']): fc.Arbitrary<OutboundMessage> {
  return fc
    .record({
      id: fc.constant('01993b5e-7c10-7000-8000-00000000000a'),
      recipient: fc.constant(recipient),
      text: fc.option(text, { nil: null }),
      media: fc.uniqueArray(media(capabilities), { maxLength: 3, selector: (file) => file.fileId }),
      linkedFiles: fc.option(fc.array(linkedFile, { minLength: 1, maxLength: 2 }), { nil: [], freq: 3 }),
      interactive: fc.option(interactive, { nil: null }),
      location: fc.option(
        fc.constantFrom({ latitude: 43.238, longitude: 76.889, name: 'Shop', address: 'Abay 1' }, { latitude: -1, longitude: 1 }),
        { nil: null, freq: 4 },
      ),
      contactCards: fc.option(fc.array(contactCard, { minLength: 1, maxLength: 7 }), { nil: [], freq: 3 }),
      template: fc.constant(null),
      replyToExternalId: fc.constant(null),
      byHuman: fc.boolean(),
    })
    .filter((message) => hasContent(message) && (message.text !== null || !needsText(message.interactive)))
}

function hasContent({ text, media, linkedFiles, interactive, location, contactCards }: OutboundMessage): boolean {
  return (
    text !== null ||
    media.length > 0 ||
    Boolean(linkedFiles?.length) ||
    interactive !== null ||
    location !== null ||
    Boolean(contactCards?.length)
  )
}

function needsText(interactive: Interactive | null): boolean {
  return interactive !== null && ['location-request', 'contact-request', 'catalog'].includes(interactive.kind)
}
