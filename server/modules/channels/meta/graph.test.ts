import { describe, expect, test } from 'vitest'
import { ProviderError } from '../../../platform/errors.ts'
import { explainCode } from '../whatsapp/explain.ts'
import { callGraph, type GraphError } from './graph.ts'
import { explainMessaging } from './messaging/explain-messaging.ts'

/** What a call comes to whose answer is this. */
async function failure(body: unknown, init: ResponseInit = { status: 400 }, isWhatsApp = false): Promise<ProviderError> {
  const explain = (error: GraphError) => (isWhatsApp ? explainCode(error.code, error) : explainMessaging('X', error))
  const options = {
    provider: 'x',
    fetch: async () => Response.json(body, init),
    baseUrl: 'https://graph.example',
    apiVersion: 'v25.0',
    explain,
  }
  const outcome = await callGraph(options, { method: 'POST', path: '/1/messages', accessToken: 't' }).catch((error: unknown) => error)
  if (!(outcome instanceof ProviderError)) throw new Error(`became ${JSON.stringify(outcome)}`)
  return outcome
}

const error = (code: number, more = {}) => ({ error: { message: `(#${code})`, type: 'OAuthException', code, fbtrace_id: 'A', ...more } })

describe('meta 7: errors', () => {
  test('may come with status 200, and nothing is no answer either', async () => {
    expect(await failure(error(190), { status: 200 })).toMatchObject({ code: 'unauthorized', retryable: false })
    expect(await failure(null, { status: 200 })).toMatchObject({ retryable: true, uncertain: true })
  })

  test.each([458, 459, 460, 463, 464, 467])('code 190 with %i: connect again', async (error_subcode) => {
    expect(await failure(error(190, { error_subcode }))).toMatchObject({ code: 'unauthorized', providerCode: '190', retryable: false })
  })

  test.each([
    [1, 'provider', true],
    [2, 'provider', true],
    [3, 'unauthorized', false],
    [4, 'rate-limited', true],
    [17, 'rate-limited', true],
    [32, 'rate-limited', true],
    [341, 'rate-limited', true],
    [613, 'rate-limited', true],
    [10, 'unauthorized', false],
    [200, 'unauthorized', false],
    [299, 'unauthorized', false],
    [100, 'invalid', false],
    [102, 'unauthorized', false],
    [368, 'unauthorized', false],
    [506, 'invalid', false],
    [80001, 'rate-limited', true],
    [80002, 'rate-limited', true],
    [80006, 'rate-limited', true],
  ])('code %i is %s', async (code, ours, retryable) => {
    expect(await failure(error(code))).toMatchObject({ code: ours, retryable })
  })

  test.each([true, false])('what Meta calls transient: %s, whatever its code', async (is_transient) => {
    expect((await failure(error(4711, { is_transient }))).retryable).toBe(is_transient)
  })
})

describe('meta 7: how long to wait', () => {
  const usage = (minutes: number) => ({
    17841: [{ type: 'instagram', call_count: 100, total_cputime: 25, total_time: 25, estimated_time_to_regain_access: minutes }],
    17842: [{ type: 'messenger', call_count: 12, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 }],
  })
  const headers = (minutes: number) => ({ 'x-business-use-case-usage': JSON.stringify(usage(minutes)) })

  test('is told in minutes, for each object of the business', async () => {
    expect(await failure(error(80002), { status: 400, headers: headers(19) })).toMatchObject({ retryAfterMs: 19 * 60_000 })
    expect((await failure(error(80002), { status: 400, headers: headers(0) })).retryAfterMs).toBeUndefined()
    expect((await failure(error(80002), { status: 400, headers: { 'x-business-use-case-usage': 'none' } })).retryAfterMs).toBeUndefined()
  })

  test('is told in seconds by the header that everybody knows', async () => {
    expect(await failure(error(4), { status: 400, headers: { 'retry-after': '7' } })).toMatchObject({ retryAfterMs: 7_000 })
  })

  test('stands in the pages for one person (131056) and for a number that has just been registered (133015)', async () => {
    expect(await failure(error(131_056), { status: 400 }, true)).toMatchObject({ retryAfterMs: 1_000, onlyRecipient: true })
    expect(await failure(error(133_015), { status: 400 }, true)).toMatchObject({ retryAfterMs: 300_000, retryable: true })
  })
})
