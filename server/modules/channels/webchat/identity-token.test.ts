import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addIdentityKey, type IdentityKey } from './identity-keys.ts'
import { readIdentityToken } from './identity-token.ts'

const now = new Date('2026-11-30T12:00:00Z')
const nowS = now.getTime() / 1000
const { keys: older } = addIdentityKey([], now)
const { keys } = addIdentityKey(older, now)
const [newest, previous] = keys as [IdentityKey, IdentityKey]
const [foreign] = addIdentityKey([], now).keys as [IdentityKey]

/** As RFC 7515 has it, by hand: what the server takes must not be only what our own library makes. */
function sign(claims: unknown, { secret, kid }: { secret: string; kid?: string }, header: object = {}, hash = 'sha256'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT', ...(kid && { kid }), ...header })}.${part(claims)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}

const good = { sub: 'customer-7', exp: nowS + 3600 }
const read = (token: string) => readIdentityToken(keys, token, now)

describe('is taken', () => {
  test('under the newest and the previous key, with all it says', async () => {
    const claims = { ...good, name: 'Kerry', email: 'kerry@example.com', phone: '+7 701 000 0000', plan: 'gold' }
    const identity = { id: 'customer-7', name: 'Kerry', email: 'kerry@example.com', phone: '+7 701 000 0000' }
    expect(await read(sign(claims, newest))).toEqual({ identity })
    expect(await read(sign(claims, previous))).toEqual({ identity })
  })
  test('without a key id, under either', async () => {
    for (const { secret } of keys) expect(await read(sign(good, { secret }))).toEqual({ identity: { id: 'customer-7' } })
  })
  test('for up to a day, and by a clock that is a little off', async () => {
    expect(await read(sign({ ...good, exp: nowS + 86_400 }, newest))).toHaveProperty('identity')
    expect(await read(sign({ ...good, exp: nowS - 30 }, newest))).toHaveProperty('identity')
  })
})

describe('is refused', () => {
  const unsigned = `${sign(good, newest, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`
  test.each([
    ['without a signature', unsigned, 'algorithm'],
    ['with another algorithm', sign(good, newest, { alg: 'HS384' }, 'sha384'), 'algorithm'],
    ['that says RS256 and is signed with the secret', sign(good, newest, { alg: 'RS256' }), 'algorithm'],
    ['under the key of another channel', sign(good, foreign), 'key'],
    ['under the name of our key and the secret of another', sign(good, { ...foreign, kid: newest.kid }), 'signature'],
    ['without a key id under the secret of another', sign(good, { secret: foreign.secret }), 'signature'],
    [
      'whose words were changed',
      sign(good, newest).replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"x"}').toString('base64url')}.`),
      'signature',
    ],
    ['that has expired', sign({ ...good, exp: nowS - 61 }, newest), 'expired'],
    ['that lives longer than a day', sign({ ...good, exp: nowS + 86_400 + 61 }, newest), 'lifetime'],
    ['that never expires', sign({ sub: 'customer-7' }, newest), 'claims'],
    ['that is not valid yet', sign({ ...good, nbf: nowS + 600 }, newest), 'claims'],
    ['of nobody', sign({ exp: good.exp }, newest), 'claims'],
    ['of an empty id', sign({ ...good, sub: ' ' }, newest), 'claims'],
    ['with an address that is none', sign({ ...good, email: 'kerry' }, newest), 'claims'],
    ['with a header that asks for more than it may', sign(good, newest, { crit: ['b64'], b64: false }), 'malformed'],
    ['that is none', 'abc', 'malformed'],
    ['whose words are no object', sign('customer-7', newest), 'malformed'],
  ])('one %s', async (_name, token, problem) => {
    expect(await read(token)).toEqual({ problem })
  })

  test('the key before the previous one, and any where there is none', async () => {
    const { keys: rotated } = addIdentityKey(keys, now)
    expect(rotated).toHaveLength(2)
    expect(await readIdentityToken(rotated, sign(good, previous), now)).toEqual({ problem: 'key' })
    expect(await readIdentityToken(rotated, sign(good, newest), now)).toHaveProperty('identity')
    expect(await readIdentityToken([], sign(good, newest), now)).toEqual({ problem: 'key' })
  })
})
