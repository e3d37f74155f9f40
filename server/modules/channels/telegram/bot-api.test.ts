import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { callBot, explainStatus } from './bot-api.ts'
import { botToken } from './telegram-fixtures.ts'

/** What is made of this answer. */
async function answered(status: number, body: string, contentType = 'application/json'): Promise<unknown> {
  const server = createServer((_request, response) => response.writeHead(status, { 'content-type': contentType }).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return callBot({ fetch, baseUrl }, botToken, 'sendMessage', { chat_id: '1', text: 'hi' }).catch((error: unknown) => error)
}

const refused = (code: number, description: string, parameters?: object) =>
  JSON.stringify({ ok: false, error_code: code, description, ...(parameters && { parameters }) })

test('other 1 (Base): what was asked for is in `result`, and a refusal is told by its envelope', async () => {
  expect(await answered(200, JSON.stringify({ ok: true, result: { message_id: 7 } }))).toEqual({ message_id: 7 })
  expect(await answered(200, refused(403, 'Forbidden: bot was blocked by the user'))).toMatchObject({
    code: 'blocked',
    providerCode: '403',
  })
  expect(await answered(429, refused(429, 'Too Many Requests: retry after 5', { retry_after: 5 }))).toMatchObject({
    code: 'rate-limited',
    retryAfterMs: 5000,
    retryable: true,
  })
  expect(await answered(400, refused(400, 'Bad Request: upgraded', { migrate_to_chat_id: -1_001_234_567_890_123 }))).toMatchObject({
    name: 'ChatMovedError',
    chatId: '-1001234567890123',
  })
})

test('other 1 (Base): a page of somebody on the way says nothing of what Telegram has done', async () => {
  const page = '<html><body>Bad gateway</body></html>'
  expect(await answered(502, page, 'text/html')).toMatchObject({ code: 'provider', retryable: true, uncertain: true })
  expect(await answered(200, page, 'text/html')).toMatchObject({ code: 'provider', retryable: true, uncertain: true })
  expect(await answered(502, refused(502, 'Bad Gateway'))).toMatchObject({ retryable: true, uncertain: false })
})

test.each([
  [400, 'Bad Request: chat not found', 'not-on-channel', false],
  [400, 'Bad Request: message text is empty', 'invalid', false],
  [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'media', false],
  [400, 'Bad Request: TOPIC_CLOSED', 'not-on-channel', false],
  [400, 'Bad Request: message thread not found', 'not-on-channel', false],
  [400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING', 'outside-window', false],
  [401, 'Unauthorized', 'unauthorized', false],
  [404, 'Not Found', 'unauthorized', false],
  [403, 'Forbidden: bot was blocked by the user', 'blocked', false],
  [403, 'Forbidden: bot was kicked from the supergroup chat', 'not-on-channel', false],
  [409, "Conflict: can't use getUpdates method while webhook is active", 'provider', true],
  [413, 'Request Entity Too Large', 'media', false],
  [429, 'Too Many Requests: retry after 5', 'rate-limited', true],
  [500, 'Internal Server Error', 'provider', true],
] as const)('other 1 (Errors): %i %s is %s in words of ours', (status, description, code, retryable) => {
  const meaning = explainStatus(status, description)
  expect(meaning).toMatchObject({ code, retryable })
  expect(meaning.message).toMatch(/^[A-Z].*\.$/)
  expect(meaning.message).not.toContain(description)
})
