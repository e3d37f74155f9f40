import { describe, expect, test } from 'vitest'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as account } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as page } from '../../messenger/messenger-fixtures.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'

const answering = (body: unknown, status = 200) => ({
  fetch: async () => Response.json(body, { status }),
  fetchMedia: fetch,
  clock: fixedClock,
})
const instagram = (body: unknown, status?: number) => createInstagramAdapter(answering(body, status)).profile?.('9001', account)
const messenger = (body: unknown, status?: number) => createMessengerAdapter(answering(body, status)).profile?.('7001', page)
const refusal = (code: number, message: string) => ({ error: { message, type: 'OAuthException', code, fbtrace_id: 'A' } })

describe('meta 4.4, 5.2: who somebody is', () => {
  test('names may be missing, and whoever has none is nobody’s fault', async () => {
    expect(await instagram({ id: '9001', username: 'mia', name: null, profile_pic: null })).toEqual({ name: null, username: 'mia' })
    expect(await messenger({ id: '7001', first_name: 'Mia', last_name: 'Berg' })).toEqual({ name: 'Mia Berg', username: null })
    // Of people in the European Union the page is told nothing.
    expect(await messenger({ id: '7001' })).toEqual({ name: null, username: null })
  })

  test.each([
    ['has never written', 230, 'User consent is required to access user profile'],
    ['has blocked the account', 551, "This person isn't available right now"],
    ['is gone', 100, 'Unsupported get request'],
    ['may not be asked about', 10, 'Application does not have permission for this action'],
  ])('of somebody who %s nothing is told, and nothing fails', async (_name, code, message) => {
    expect(await instagram(refusal(code, message), 400)).toBeNull()
    expect(await messenger(refusal(code, message), 400)).toBeNull()
  })

  test.each([
    ['a token that has expired', 190, 401],
    ['too many questions', 613, 400],
    ['a trouble that passes', 2, 503],
  ])('%s is no answer: it is asked again, or the channel is marked', async (_name, code, status) => {
    await expect(instagram(refusal(code, 'x'), status)).rejects.toThrow()
  })
})
