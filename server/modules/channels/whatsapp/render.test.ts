import { describe, expect, test } from 'vitest'
import type { ContactCard, Interactive } from '../../../../contract/messages.ts'
import type { MessageTemplate } from '../../../../contract/new-message.ts'
import type { OutboundMedia, OutboundMessage, ProviderCall } from '../outbound-message.ts'
import { renderWhatsApp } from './render.ts'
import { connection } from './whatsapp-fixtures.ts'

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: '77001112233', phone: null },
  text: null,
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}
const picture: OutboundMedia = { kind: 'image', mimeType: 'image/png', name: 'mug.png', size: 9, fileId: 'file-1', voice: false }
const render = (message: Partial<OutboundMessage>): ProviderCall[] => renderWhatsApp({ ...plain, ...message }, connection)

function interactiveOf(interactive: Interactive, message: Partial<OutboundMessage> = { text: 'Here' }): unknown {
  const call = render({ ...message, interactive }).at(-1)
  expect(call?.body.type).toBe('interactive')
  return call?.body.interactive
}

test('meta 2.3, 3.2: a number gets its plus, so that no country is put before it; an id goes where ids go; only the first part quotes', () => {
  const calls = render({ text: 'x'.repeat(5000), replyToExternalId: 'wamid.q' })
  expect(calls.map(({ body }) => [body.to, body.recipient, body.context])).toEqual([
    ['+77001112233', undefined, { message_id: 'wamid.q' }],
    ['+77001112233', undefined, undefined],
  ])
  for (const externalId of ['US.13491208655302741918', 'US.ENT.118157']) {
    const [call] = render({ text: 'Hi', recipient: { externalId, phone: null } })
    expect([call?.body.to, call?.body.recipient]).toEqual([undefined, externalId])
  }
})

describe('choices and questions', () => {
  const buttons = [{ id: 'y', title: 'Yes' }]
  test('lines above and below', () => {
    expect(interactiveOf({ kind: 'buttons', buttons, header: 'Order 7', footer: 'Reply STOP to end' })).toMatchObject({
      type: 'button',
      header: { type: 'text', text: 'Order 7' },
      body: { text: 'Here' },
      footer: { text: 'Reply STOP to end' },
    })
    const [call] = render({ text: 'Here', interactive: { kind: 'buttons', buttons: manyButtons(11), header: 'Above', footer: 'Below' } })
    expect(call?.body.text).toMatchObject({ body: expect.stringMatching(/^Above\n\nHere\n\n1\. .*\n\nBelow$/s) })
  })
  test('a single picture stands above the text instead of going out before it', () => {
    const calls = render({ text: 'This one?', media: [picture], interactive: { kind: 'buttons', buttons } })
    expect(calls).toHaveLength(1)
    expect(calls[0]?.body.interactive).toMatchObject({ header: { type: 'image', image: {} } })
    expect(calls[0]?.files).toEqual([{ field: 'interactive.header.image', fileId: 'file-1', name: 'mug.png', mimeType: 'image/png' }])
  })
  test.each<[string, Partial<OutboundMessage>]>([
    ['two pictures', { media: [picture, { ...picture, fileId: 'file-2' }], interactive: { kind: 'buttons', buttons } }],
    ['a header in words', { media: [picture], interactive: { kind: 'buttons', buttons, header: 'Order 7' } }],
    ['a list', { media: [picture], interactive: { kind: 'list', button: 'Open', sections: [{ rows: buttons }] } }],
    [
      'a voice note',
      { media: [{ ...picture, kind: 'audio', mimeType: 'audio/ogg', voice: true }], interactive: { kind: 'buttons', buttons } },
    ],
  ])('files go out before %s', (_name, message) => {
    const calls = render({ text: 'This one?', ...message })
    expect(calls.map((call) => call.body.type)).toEqual([...(message.media ?? []).map((file) => file.kind), 'interactive'])
  })
  test('the place and the number are asked for', () => {
    expect(interactiveOf({ kind: 'location-request' })).toEqual({
      type: 'location_request_message',
      body: { text: 'Here' },
      action: { name: 'send_location' },
    })
    expect(interactiveOf({ kind: 'contact-request' })).toEqual({
      type: 'request_contact_info',
      body: { text: 'Here' },
      action: { name: 'request_contact_info' },
    })
  })
  test('meta 2.2: a form brings back which form and message it was; a token of the business’s own stays', () => {
    expect(
      interactiveOf({ kind: 'flow', response: {}, flowId: '123', button: 'Book', screen: 'TIMES', data: { day: 1 }, isDraft: true }),
    ).toMatchObject({
      type: 'flow',
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_id: '123',
          flow_cta: 'Book',
          flow_token: `123.${plain.id}`,
          mode: 'draft',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'TIMES', data: { day: 1 } },
        },
      },
    })
    expect(interactiveOf({ kind: 'flow', response: {}, flowId: '123', button: 'Book', token: 'own' })).toMatchObject({
      action: { parameters: { flow_token: 'own' } },
    })
  })
})

describe('files elsewhere go out by their addresses', () => {
  const price = { url: 'https://shop.example/price.pdf', kind: 'document' as const, name: 'Price list.pdf' }
  const song = { url: 'https://shop.example/song.mp3', kind: 'audio' as const }
  const bodies = (message: Partial<OutboundMessage>) => render(message).map(({ body }) => [body.type, body[String(body.type)]])
  test('with the text as the caption of the first, where it has one', () => {
    expect(bodies({ text: 'Here', linkedFiles: [price, song] })).toEqual([
      ['document', { link: price.url, caption: 'Here', filename: price.name }],
      ['audio', { link: song.url }],
    ])
    expect(bodies({ text: 'Here', linkedFiles: [song, price] })).toEqual([
      ['audio', { link: song.url }],
      ['document', { link: price.url, filename: price.name }],
      ['text', { body: 'Here', preview_url: false }],
    ])
    expect(bodies({ text: 'x'.repeat(1025), linkedFiles: [price] }).map(([type]) => type)).toEqual(['document', 'text'])
  })
  test('after our own, before choices and after a template; nothing is uploaded', () => {
    expect(bodies({ text: 'Here', media: [picture], linkedFiles: [price] })).toEqual([
      ['image', { caption: 'Here' }],
      ['document', { link: price.url, filename: price.name }],
    ])
    const interactive: Interactive = { kind: 'buttons', buttons: [{ id: 'y', title: 'Yes' }] }
    expect(bodies({ text: 'Here', linkedFiles: [price], interactive }).map(([type]) => type)).toEqual(['document', 'interactive'])
    const template = { name: 'a', language: 'en', variables: {} }
    expect(bodies({ template, linkedFiles: [price] }).map(([type]) => type)).toEqual(['template', 'document'])
    expect(render({ linkedFiles: [price, song] }).flatMap(({ files }) => files ?? [])).toEqual([])
  })
})

describe('products', () => {
  const products = (productIds: string[], more = {}): Interactive => ({ kind: 'products', catalogId: '9', productIds, ...more })
  test('one is a card of its own, whose header is part of the text', () => {
    expect(interactiveOf(products(['mug'], { header: 'New', footer: 'Free delivery' }))).toEqual({
      type: 'product',
      body: { text: 'New\n\nHere' },
      footer: { text: 'Free delivery' },
      action: { catalog_id: '9', product_retailer_id: 'mug' },
    })
    expect(interactiveOf(products(['mug']), {})).not.toHaveProperty('body')
  })
  test('several are a list under a header, each once', () => {
    expect(interactiveOf(products(['mug', 'cup', 'mug'], { header: 'Our mugs' }))).toMatchObject({
      type: 'product_list',
      header: { type: 'text', text: 'Our mugs' },
      action: { catalog_id: '9', sections: [{ product_items: [{ product_retailer_id: 'mug' }, { product_retailer_id: 'cup' }] }] },
    })
  })
  test('the whole catalogue', () => {
    expect(interactiveOf({ kind: 'catalog', thumbnailProductId: 'mug' })).toMatchObject({
      type: 'catalog_message',
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'mug' } },
    })
    expect(interactiveOf({ kind: 'catalog' })).toMatchObject({ action: { name: 'catalog_message' } })
  })
  test('without a catalogue they are written out', () => {
    const [call] = render({ text: 'Look', interactive: { kind: 'products', productIds: ['mug', 'cup'] } })
    expect(call?.body.text).toMatchObject({ body: 'Look\n\n• mug\n• cup' })
  })
})

test('cards are sent five at a time, each with the part of a name that is asked for', () => {
  const contactCards: ContactCard[] = Array.from({ length: 6 }, (_, index) => ({
    name: `Ann ${index}`,
    phones: ['+1 555 000 1111'],
    emails: [],
  }))
  const calls = render({ text: 'Ask them', contactCards })
  expect(calls.map((call) => call.body.type)).toEqual(['text', 'contacts', 'contacts'])
  expect(calls[2]?.body.contacts).toEqual([
    { name: { formatted_name: 'Ann 5', first_name: 'Ann 5' }, phones: [{ phone: '+1 555 000 1111' }] },
  ])
})

test('a reaction, and taking it back', () => {
  const reaction = (emoji: string | null) => render({ reaction: { targetExternalId: 'wamid.x', emoji } }).map((call) => call.body.reaction)
  expect(reaction('👍')).toEqual([{ message_id: 'wamid.x', emoji: '👍' }])
  expect(reaction(null)).toEqual([{ message_id: 'wamid.x', emoji: '' }])
})

describe('templates', () => {
  const components = (template: Partial<MessageTemplate>, media: OutboundMedia[] = []): [ProviderCall, unknown] => {
    const [call] = render({ media, template: { name: 'order_ready', language: 'en', variables: {}, ...template } })
    if (!call) throw new Error('nothing was rendered')
    return [call, (call.body.template as { components?: unknown }).components]
  }
  test('variables of header and body, by number or by name', () => {
    const [, numbered] = components({ header: { kind: 'text', variables: { 1: '7' } }, variables: { 2: 'b', 1: 'a', 10: 'c' } })
    expect(numbered).toEqual([
      { type: 'header', parameters: [{ type: 'text', text: '7' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
          { type: 'text', text: 'c' },
        ],
      },
    ])
    const [, named] = components({ variables: { customer: 'Ann' } })
    expect(named).toEqual([{ type: 'body', parameters: [{ type: 'text', parameter_name: 'customer', text: 'Ann' }] }])
    expect(components({})[1]).toBeUndefined()
  })
  test('a picture in the header by address, or the file that comes along', () => {
    const [byLink, parts] = components({ header: { kind: 'image', url: 'https://shop.example/a.png' } })
    expect(parts).toEqual([{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://shop.example/a.png' } }] }])
    expect(byLink.files).toBeUndefined()
    const [byFile] = components({ header: { kind: 'image' } }, [picture])
    expect(byFile.files).toEqual([
      { field: 'template.components.0.parameters.0.image', fileId: 'file-1', name: 'mug.png', mimeType: 'image/png' },
    ])
    expect(
      render({ media: [picture, picture], template: { name: 'a', language: 'en', variables: {}, header: { kind: 'image' } } }),
    ).toHaveLength(2)
  })
  test('a document keeps its name, a place its coordinates as text', () => {
    const pdf = { kind: 'document', url: 'https://shop.example/a.pdf', name: 'Invoice.pdf' } as const
    expect(components({ header: pdf })[1]).toMatchObject([{ parameters: [{ document: { link: pdf.url, filename: 'Invoice.pdf' } }] }])
    expect(components({ header: { kind: 'location', latitude: 43.2, longitude: 76.9, name: 'Shop' } })[1]).toEqual([
      { type: 'header', parameters: [{ type: 'location', location: { latitude: '43.2', longitude: '76.9', name: 'Shop' } }] },
    ])
  })
  test('without its file, or with one of another kind, nothing goes out', () => {
    expect(() => components({ header: { kind: 'image' } })).toThrow(/image/)
    expect(() => components({ header: { kind: 'video' } }, [picture])).toThrow(/video/)
  })
  test('what comes with it goes after it', () => {
    const calls = render({
      template: { name: 'a', language: 'en', variables: {} },
      media: [picture],
      location: { latitude: 1, longitude: 2 },
      contactCards: [{ name: 'Ann', phones: ['+1555'], emails: [] }],
    })
    expect(calls.map((call) => call.body.type)).toEqual(['template', 'image', 'location', 'contacts'])
  })
  test('every kind of button', () => {
    const [, parts] = components({
      buttons: [
        { kind: 'reply', index: 0, id: 'STOP' },
        { kind: 'url', index: 1, suffix: 'orders/7' },
        { kind: 'copy-code', index: 2, code: 'WINTER' },
        { kind: 'flow', index: 3, token: 't', data: { day: 1 } },
        { kind: 'catalog', index: 4, thumbnailProductId: 'mug' },
        { kind: 'catalog', index: 5 },
      ],
    })
    expect(parts).toEqual([
      { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'STOP' }] },
      { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'orders/7' }] },
      { type: 'button', sub_type: 'copy_code', index: '2', parameters: [{ type: 'coupon_code', coupon_code: 'WINTER' }] },
      {
        type: 'button',
        sub_type: 'flow',
        index: '3',
        parameters: [{ type: 'action', action: { flow_token: 't', flow_action_data: { day: 1 } } }],
      },
      {
        type: 'button',
        sub_type: 'catalog',
        index: '4',
        parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'mug' } }],
      },
    ])
  })
})

function manyButtons(count: number): { id: string; title: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `b${index}`, title: `Choice ${index}` }))
}
