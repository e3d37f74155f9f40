import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as instagramAccount } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as page } from '../../messenger/messenger-fixtures.ts'
import type { OutboundMessage } from '../../outbound-message.ts'
import { splitText } from '../../split-text.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'
import { explainMessaging } from './explain-messaging.ts'

const messenger = createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const instagram = createInstagramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const base: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000a',
  recipient: { externalId: '2002', phone: null },
  text: 'Hello',
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: false,
}
const bodies = (message: OutboundMessage) => messenger.render(message, page).map((call) => call.body)

describe('the tag for people', () => {
  test('meta 4.3, 5.2: is set from the person who wrote, after a day, and never for what a program wrote', () => {
    const tagged = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    expect(bodies({ ...base, byHuman: true, isLate: true })[0]).toMatchObject(tagged)
    for (const message of [base, { ...base, byHuman: true }, { ...base, isLate: true }]) {
      expect(bodies(message)[0]).toMatchObject({ messaging_type: 'RESPONSE' })
      expect(bodies(message)[0]).not.toHaveProperty('tag')
    }
  })
})

test('only the product that gives it back takes our key along', () => {
  expect(bodies(base)[0]).toMatchObject({ message: { text: 'Hello', metadata: '01993b5e-7c10-7000-8000-00000000000a.0' } })
  expect(instagram.render(base, instagramAccount)[0]?.body).toEqual({
    recipient: { id: '2002' },
    messaging_type: 'RESPONSE',
    message: { text: 'Hello' },
  })
})

test('meta 4.1: an account by its page is written to by the page, one by itself by itself', () => {
  const byPage = { ...instagramAccount, settings: { ...instagramAccount.settings, pageId: '555' } }
  expect(instagram.render(base, byPage)[0]?.path).toBe('/555/messages')
  expect(instagram.render(base, instagramAccount)[0]?.path).toBe('/17841400000000001/messages')
})

test('files elsewhere go out by their addresses, as what they are', () => {
  const linkedFiles = [
    { url: 'https://shop.example/price.pdf', kind: 'document' as const, name: 'Price list.pdf' },
    { url: 'https://shop.example/kettle.mp4', kind: 'video' as const },
  ]
  const calls = messenger.render({ ...base, linkedFiles }, page)
  expect(calls.map(({ body }) => (body.message as { attachment?: unknown }).attachment)).toEqual([
    { type: 'file', payload: { url: 'https://shop.example/price.pdf', is_reusable: false } },
    { type: 'video', payload: { url: 'https://shop.example/kettle.mp4', is_reusable: false } },
    undefined,
  ])
  expect(calls.flatMap(({ files }) => files ?? [])).toEqual([])
})

test('a quote goes with the first part, quick replies with the last', () => {
  const message: OutboundMessage = {
    ...base,
    text: 'word '.repeat(600),
    replyToExternalId: 'm_1',
    interactive: { kind: 'buttons', buttons: [{ id: 'y', title: 'Yes' }] },
  }
  const parts = bodies(message)
  expect(parts.map((body) => 'reply_to' in body)).toEqual([true, false])
  expect(parts.map((body) => 'quick_replies' in (body.message as object))).toEqual([false, true])
})

test('meta 4.3: texts are cut by bytes where bytes count, between whole characters, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 40, max: 200 }), (text, limit) => {
      const parts = splitText(text, limit, 'bytes')
      for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(limit)
      expect(parts.every((part) => part.isWellFormed())).toBe(true)
      expect(parts.join('').replace(/\s+/gu, '')).toBe(text.replace(/\s+/gu, ''))
    }),
    { seed: 11 },
  )
})

describe('errors in our words', () => {
  const meaning = (error: { code?: number; subcode?: number; message?: string; status?: number }) => {
    const { code, retryable } = explainMessaging('X', { code: null, subcode: null, status: 400, isTransient: false, message: '', ...error })
    return [code, retryable]
  }
  test.each([
    ['a closed window by its subcode', { code: 10, subcode: 2_018_278 }, 'outside-window', false],
    [
      'a closed window by its words',
      { code: 10, message: '(#10) This message is sent outside of allowed window.' },
      'outside-window',
      false,
    ],
    ['a closed window by a code of its own', { code: 1_545_041 }, 'outside-window', false],
    ['a permission that is missing', { code: 10 }, 'unauthorized', false],
    // Told as a missing permission, and no reason to give the channel up.
    ['a conversation that another app has', { code: 10, subcode: 2_018_300 }, 'provider', false],
    ['the same by its words', { code: 10, message: '(#10) … because another app is controlling this thread now.' }, 'provider', false],
    ['a token that has expired', { code: 190, subcode: 463, status: 401 }, 'unauthorized', false],
    ['somebody who blocked the page', { code: 551 }, 'blocked', false],
    ['nobody of that id', { code: 100, subcode: 2_018_001 }, 'blocked', false],
    ['a tag that is no more', { code: 100 }, 'invalid', false],
    ['a comment that was answered', { code: 10900 }, 'outside-window', false],
    ['a comment that is too old', { code: 10901 }, 'outside-window', false],
    ['too fast', { code: 613, status: 400 }, 'rate-limited', true],
    ['a file that could not be fetched', { code: 100, subcode: 2_018_008 }, 'media', false],
    ['an answer of no program of theirs', { status: 502 }, 'provider', true],
  ])('meta 5.2, 7: %s', (_name, error, code, retryable) => {
    expect(meaning(error)).toEqual([code, retryable])
  })
})
