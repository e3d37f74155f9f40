import { expect, test } from 'vitest'
import { explainCode } from './explain.ts'

/** …/whatsapp/support/error-codes and …/graph-api/guides/error-handling: what each class asks of whoever sends. */
test.each([
  ['the token or a permission: reconnect', 'unauthorized', false, [0, 3, 10, 190, 200, 219, 299, 131005]],
  ['the account is restricted', 'unauthorized', false, [368, 130497, 131031, 131042]],
  ['the number is not registered', 'unauthorized', false, [133000, 133005, 133006, 133008, 133009, 133010, 131037, 131045]],
  ['too fast', 'rate-limited', true, [4, 80007, 130429, 131048, 131056, 133016]],
  ['a trouble that passes', 'provider', true, [1, 2, 131000, 131016, 131057, 133004, 133015, 2494100]],
  ['the message itself', 'invalid', false, [33, 100, 131008, 131009, 131021, 131051, 131055, 135000]],
  ['the person cannot be reached', 'not-on-channel', false, [131026, 131030, 131062, 137000]],
  ['the window is closed', 'outside-window', false, [131047]],
  ['the person gets no more', 'blocked', false, [130472, 131049, 131050]],
  ['the file', 'media', false, [131052, 131053]],
  ['the template', 'invalid', false, [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069]],
] as const)('meta 3.6: %s', (_name, code, retryable, codes) => {
  for (const one of codes) expect([one, explainCode(one)]).toEqual([one, expect.objectContaining({ code, retryable })])
})

test('meta 3.6: a number that people complain of is said to be one', () => {
  expect(explainCode(131_048).title).toMatch(/blocked or reported/)
  for (const code of [130_429, 131_048, 131_056]) expect(explainCode(code).retryable).toBe(true)
})

test('only what is refused to every message breaks the account; what its owner should mend has a name', () => {
  const broken = [0, 102, 190, 368, 131031]
  for (const code of broken) expect([code, explainCode(code).breaksAccount]).toEqual([code, true])
  const others: [number, string | undefined][] = [
    [10, 'Permissions'],
    [200, 'Permissions'],
    [131005, 'Permissions'],
    [131042, 'Payment'],
    [131037, 'Display name'],
    [133010, 'Registration'],
    [131048, 'Quality'],
    [130497, undefined],
    [131047, undefined],
  ]
  for (const [code, concern] of others) {
    const { breaksAccount, concern: named } = explainCode(code)
    expect([code, breaksAccount, named]).toEqual([code, undefined, concern])
  }
})

test('what has to be done differs, and so do the words', () => {
  const codes = [
    131042, 131037, 133010, 131031, 130497, 131048, 130472, 131049, 131050, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068,
  ]
  expect(new Set(codes.map((code) => explainCode(code).title)).size).toBe(codes.length)
  expect(explainCode(131042).title).toMatch(/payment method/)
  expect(explainCode(131037).title).toMatch(/display name/)
})

test('only the limit of one pair concerns one person', () => {
  expect(explainCode(131056).onlyRecipient).toBe(true)
  for (const code of [4, 80007, 130429, 131048, 133016]) expect([code, explainCode(code).onlyRecipient]).toEqual([code, undefined])
})

test('without a code that we know the status decides, and what is unknown is not sent twice', () => {
  expect(explainCode(null, { status: 429 })).toMatchObject({ code: 'rate-limited', retryable: true })
  expect(explainCode(999_999, { status: 503 })).toMatchObject({ code: 'provider', retryable: true })
  expect(explainCode(999_999, { status: 400, isTransient: true })).toMatchObject({ retryable: true })
  expect(explainCode(999_999, { status: 400 })).toMatchObject({ code: 'invalid', retryable: false })
  expect(explainCode(null)).toMatchObject({ code: 'provider', retryable: false })
})
