import { describe, expect, test } from 'vitest'
import { createMessengerAdapter } from '../messenger/create-messenger-adapter.ts'
import { connection as page } from '../messenger/messenger-fixtures.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { bodyOf, itemFrom, signedBy } from './messaging/messaging-fixtures.ts'
import { answerHubChallenge, isHubSigned } from './verify-hub-signature.ts'

describe('meta 1.1: the handshake', () => {
  const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'our words' }

  test.each(['1158201444', '00012', 'not "a number" <b>'])('gives the challenge %j back word for word', (challenge) => {
    const answer = { kind: 'answer', status: 200, body: challenge, contentType: 'text/plain' }
    expect(answerHubChallenge({ ...asked, 'hub.challenge': challenge }, 'our words')).toEqual(answer)
  })

  test.each([
    ['of other words', { ...asked, 'hub.verify_token': 'guessed' }],
    ['without words', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['of another mode', { ...asked, 'hub.mode': 'unsubscribe' }],
    ['without a challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': 'our words' }],
  ])('is refused where it is one %s', (_name, query) => {
    expect(answerHubChallenge(query, 'our words')).toMatchObject({ kind: 'refused', status: 403 })
  })
})

describe('meta 1.2: the signature', () => {
  const text = 'é سلام 👍 https://shop.example/a?b=<c>&d=100%@e'
  const body = bodyOf('page', page.settings.pageId, [itemFrom(page.settings.pageId, { message: { mid: 'm_1', text } })])

  test('is over the bytes as they came: escaped, with é, Arabic, emoji and an address', () => {
    const request = signedBy('test_app_secret', body)
    expect(body.toString()).toMatch(/^[\x20-\x7e]+$/)
    expect(isHubSigned(request, ['test_app_secret'])).toBe(true)
    const [event] = createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock }).parse(request, page)
    expect(event).toMatchObject({ kind: 'message', content: { text } })
  })

  test('fits no bytes that say the same and were written anew', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    expect(isHubSigned({ ...signedBy('test_app_secret', body), body: rewritten }, ['test_app_secret'])).toBe(false)
  })

  test('may be by either of two secrets, and by no third', () => {
    const secrets = ['the app secret', 'the Instagram app secret']
    for (const secret of secrets) expect(isHubSigned(signedBy(secret, body), secrets)).toBe(true)
    expect(isHubSigned(signedBy('another', body), secrets)).toBe(false)
  })

  test('in another spelling than Meta’s is none', () => {
    const good = signedBy('test_app_secret', body)
    const signature = good.headers['x-hub-signature-256'] ?? ''
    for (const spelled of [signature.replace('sha256=', ''), signature.replace('sha256=', 'sha1='), signature.slice(0, -2), ''])
      expect(isHubSigned({ ...good, headers: { 'x-hub-signature-256': spelled } }, ['test_app_secret'])).toBe(false)
  })
})
