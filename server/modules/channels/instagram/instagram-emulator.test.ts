import { afterEach, describe, expect, test } from 'vitest'
import { type MetaMessagingEmulator, type MetaMessagingEmulatorOptions, startMetaMessagingEmulator } from '../../../../emulators/index.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createInstagramAdapter } from './create-instagram-adapter.ts'
import { instagramEgress } from './egress.ts'
import { connection as base } from './instagram-fixtures.ts'

const { instagramAccountId } = base.settings
const app = { id: '1200', secret: 'test_app_secret', instagramAppId: '9900000000000001', instagramSecret: 'test_instagram_secret' }
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function start(options: MetaMessagingEmulatorOptions) {
  const emulator: MetaMessagingEmulator = await startMetaMessagingEmulator(options)
  await emulator.provision({
    app,
    instagram: [{ id: instagramAccountId, username: 'shop', name: 'Shop', accessToken: 'IGAAtest', scopedId: '27841400000000009' }],
  })
  const http = httpForEmulator(instagramEgress, emulator.url)
  closing.push(
    () => http.close(),
    () => emulator.close(),
  )
  const ownApp = { appId: app.id, appSecret: app.secret, loginAppId: app.instagramAppId, loginAppSecret: app.instagramSecret }
  const adapter = createInstagramAdapter({ ...http, baseUrl: emulator.url, clock: fixedClock, app: ownApp })
  const credentials = { ...base.credentials, accessToken: 'IGAAtest' }
  const connection = { ...base, settings: { instagramAccountId }, credentials }
  const subscribed = () => [...(emulator.platform.accounts.get(instagramAccountId)?.subscriptions.get(app.id) ?? [])]
  return { adapter, connection, subscribed }
}

describe('meta 4.2: the names of fields, which Meta’s pages spell in two ways', () => {
  test.each([
    ['as one page spells them', ['message_edits', 'messaging_referrals', 'messaging_handovers', 'messaging_reactions'], 'message_edit'],
    ['as the other does', ['message_edit', 'messaging_referral', 'messaging_handover', 'message_reactions'], 'message_edits'],
  ])('%s', async (_name, refusedFields, taken) => {
    const { adapter, connection, subscribed } = await start({ refusedFields })
    await adapter.connect(connection)
    expect(subscribed()).toEqual(expect.arrayContaining(['messages', 'standby', taken]))
    const subscription = (await adapter.health(connection)).find(({ name }) => name === 'Subscription')
    expect(subscription).toMatchObject({ ok: true })
  })

  test('one that exists in neither costs the others that are not needed, and no more', async () => {
    const { adapter, connection, subscribed } = await start({ refusedFields: ['standby', 'message_reactions'] })
    await adapter.connect(connection)
    expect(subscribed()).toEqual(['messages', 'messaging_postbacks', 'messaging_seen', 'messaging_reactions'])
  })
})

describe('meta 4.6: signing in', () => {
  test.each(['list', 'flat'] as const)(
    'takes the token from a %s answer, the code without what Instagram puts behind it',
    async (shape) => {
      const { adapter } = await start({ instagramTokenShape: shape })
      const redirectUri = 'https://parley.example/channels/callback'
      const answer = await fetch(adapter.signIn?.address('state', redirectUri) ?? '', { redirect: 'manual' })
      const address = answer.headers.get('location') ?? ''
      expect(address).toMatch(/#_$/)
      const code = new URL(address).searchParams.get('code') ?? ''
      const [account] = (await adapter.signIn?.accounts(`${code}#_`, redirectUri)) ?? []
      // Its own id, as webhooks name it, and not the one that it has for this app.
      expect(account).toMatchObject({ id: instagramAccountId, config: { instagramAccountId } })
      await expect(adapter.signIn?.accounts(code, redirectUri)).rejects.toThrow(/has been used/)
    },
  )
})
