import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../../contract/channels.ts'
import { type MailEmulator, startMailEmulator } from '../../../../emulators/index.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { testMail } from '../../../testing/test-mail.ts'
import { ownerPassword, testWorkspace } from '../../../testing/test-workspace.ts'
import { browser } from '../../workspaces/testing/browser.ts'
import { markChannel } from '../mark-channel.ts'
import { recordHealth } from '../review-channel.ts'
import { tellOwners } from './tell-owners.ts'

/** Owners hear by mail of a channel that breaks, once, and once that it is well again. */

let server: MailEmulator
let app: TestApp
beforeAll(async () => {
  server = await startMailEmulator()
  app = await testApp({ config: { mail: testMail(server) } })
})
afterAll(async () => {
  await app.close()
  await server.close()
})
beforeEach(() => {
  server.mails.length = 0
})

async function workspace(language = 'en') {
  const owner = await testWorkspace(app)
  await owner.call('PATCH', '/api/v1/workspace', { language })
  const made = await owner.call('POST', '/api/v1/channels', { type: 'webchat', name: 'Website', config: {}, credentials: {} })
  const channel = made.body as Channel
  const row = async () => {
    const { rows } = await app.database.ownerPool.query('select * from channels where id = $1', [channel.id])
    return rows[0] as Parameters<typeof recordHealth>[1]
  }
  /** What the hourly look would have found. */
  const find = async (...checks: { name: string; ok: boolean; detail: string; breaks?: boolean }[]) =>
    recordHealth(app.deps, await row(), { checks } as unknown as Parameters<typeof recordHealth>[2])
  return { ...owner, channel, find }
}

const broken = { name: 'Access token', ok: false, detail: 'The token was taken back.', breaks: true }
const well = { name: 'Access token', ok: true, detail: 'Good.' }

/** What happens every few minutes, until nothing of it is left to be done. */
async function tell(): Promise<void> {
  await app.deps.jobs.enqueue(app.deps.db.spine, 'channels.find-news', {})
  const idle = async () => {
    const { rows } = await app.database.ownerPool.query(
      `select count(*)::int as count from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where (t.identifier like 'channels.%' or t.identifier = 'mail.send') and j.run_at <= now()`,
    )
    return rows[0].count as number
  }
  await expect.poll(idle, { timeout: 15_000 }).toBe(0)
}

const told = (email: string) => server.mails.filter(({ to }) => to.includes(email)).map(({ subject }) => subject)

test('once that it is broken, with the reason and the way to it, and once that it is well again', async () => {
  const { find, channel, email } = await workspace()
  await find(broken)
  await tell()
  await tell()
  expect(told(email)).toEqual(['“Website” does not work'])
  const [mail] = server.mails
  expect(mail?.text).toContain('The token was taken back.')
  expect(mail?.text).toContain(`${app.deps.config.publicUrl}/channels/${channel.id}`)
  await find(well)
  await tell()
  await tell()
  expect(told(email)).toEqual(['“Website” does not work', '“Website” works again'])
})

test('a channel that breaks again the same day is told of the next, and well again belongs to each', async () => {
  const { find, email, channel } = await workspace()
  for (const state of [broken, well, broken]) {
    await find(state)
    await tell()
  }
  expect(told(email)).toHaveLength(2)
  await app.database.ownerPool.query(`update channel_notices set told_at = told_at - interval '25 hours' where channel_id = $1`, [
    channel.id,
  ])
  await tell()
  expect(told(email)).toEqual(['“Website” does not work', '“Website” works again', '“Website” does not work'])
})

test('two that look at the same moment tell once', async () => {
  const { find, email, workspaceId, channel } = await workspace()
  await find(broken)
  await Promise.all([1, 2, 3].map(() => tellOwners(app.deps, workspaceId, channel.id)))
  await tell()
  expect(told(email)).toHaveLength(1)
})

test('what the provider itself has said counts too; a channel taken off by its owner is no news', async () => {
  const { channel, workspaceId, email, call } = await workspace()
  await markChannel(app.deps, workspaceId, channel.id, 'error', 'The account was closed.')
  await tell()
  expect(told(email)).toHaveLength(1)
  await call('POST', `/api/v1/channels/${channel.id}/disconnect`)
  await tell()
  expect(told(email)).toHaveLength(1)
  expect((await call('DELETE', `/api/v1/channels/${channel.id}`)).status).toBeLessThan(300)
  await tell()
  expect(told(email)).toHaveLength(1)
})

test('in the language of the workspace, Persian from right to left', async () => {
  const { find, email } = await workspace('fa')
  await find(broken)
  await tell()
  expect(told(email)).toEqual(['کانال «Website» کار نمی‌کند'])
  expect(server.mails.find(({ to }) => to.includes(email))?.html).toContain('dir="rtl"')
})

test('who does not want it switches it off, and others cannot see or change that', async () => {
  const { find, email } = await workspace()
  const { call } = await browser(app.server, email, ownerPassword)
  expect((await call('GET', '/api/v1/me/notifications')).body).toEqual({ channels: true })
  expect((await call('PATCH', '/api/v1/me/notifications', { channels: false })).body).toEqual({ channels: false })
  const other = await workspace()
  const { call: foreign } = await browser(app.server, other.email, ownerPassword)
  expect((await foreign('GET', '/api/v1/me/notifications')).body).toEqual({ channels: true })
  await find(broken)
  await other.find(broken)
  await tell()
  expect([told(email), told(other.email)]).toEqual([[], ['“Website” does not work']])
})
