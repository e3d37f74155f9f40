import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MetaCustomer } from './customer.ts'
import { instagramId, instagramToken, linkedId, type MetaFixture, messageOf, pageId, pageToken, startFixture } from './meta-fixture.ts'

let fixture: MetaFixture
beforeEach(async () => {
  fixture = await startFixture()
})
afterEach(() => fixture.close())

interface Told {
  entry: { id: string; time: number; field?: string; value?: unknown; changes?: { field: string; value: unknown }[] }[]
}
const told = () => (fixture.receiver.received.at(-1)?.body as unknown as Told | undefined)?.entry[0]
const ann = (account: string): MetaCustomer => fixture.emulator.customer({ key: 'ann', name: 'Ann Lee', username: 'ann', account })
const answer = (commentId: string, message: unknown = { text: 'Yes.' }, more: Record<string, unknown> = {}, token = pageToken) =>
  fixture.call(
    `/v25.0/${token === instagramToken ? instagramId : pageId}/messages`,
    { recipient: { comment_id: commentId }, message, ...more },
    { token },
  )

test('a page tells it as a feed change, an account by itself in the entry, one behind a page as a change', async () => {
  const onPage = ann(pageId).comment({ text: 'In red?' })
  await onPage.delivered
  expect(told()).toEqual({
    id: pageId,
    time: expect.any(Number),
    changes: [
      {
        field: 'feed',
        value: {
          item: 'comment',
          verb: 'add',
          comment_id: onPage.id,
          post_id: expect.stringMatching(new RegExp(`^${pageId}_`)),
          parent_id: expect.any(String),
          created_time: expect.any(Number),
          post: { id: expect.any(String), permalink_url: expect.stringMatching(/^https:/) },
          message: 'In red?',
          from: { id: ann(pageId).id, name: 'Ann Lee' },
        },
      },
    ],
  })
  expect(String(told()?.time)).toMatch(/^\d{10}$/)
  const byItself = ann(instagramId).comment({ text: 'In red?' })
  await byItself.delivered
  expect(told()).toMatchObject({
    id: instagramId,
    field: 'comments',
    value: { id: byItself.id, text: 'In red?', from: { id: ann(instagramId).id, username: 'ann' }, media: { media_product_type: 'FEED' } },
  })
  await ann(linkedId).comment({ text: 'In red?' }).delivered
  expect(told()).toMatchObject({ id: linkedId, changes: [{ field: 'comments' }] })
})

test('changing and removing is told of pages only; an author may be hidden', async () => {
  const { id, delivered } = ann(pageId).comment({ text: 'In red?', hidesAuthor: true })
  await delivered
  expect(told()?.changes?.[0]?.value).not.toHaveProperty('from')
  await ann(pageId).changeComment(id, 'In blue?')
  expect(told()?.changes?.[0]?.value).toMatchObject({ verb: 'edited', comment_id: id, message: 'In blue?' })
  await ann(pageId).removeComment(id)
  expect(told()?.changes?.[0]?.value).toMatchObject({ verb: 'remove', comment_id: id })
  expect((await answer(id)).json.error?.code).toBe(100)
  const other = ann(instagramId).comment({ text: 'In red?' })
  expect(() => ann(instagramId).removeComment(other.id)).toThrow()
})

test.each([
  ['a page', pageId, pageToken],
  ['an Instagram account', instagramId, instagramToken],
])('%s answers it once, to its author, who cannot be written to otherwise until they answer', async (_name, account, token) => {
  const customer = ann(account)
  const { id } = customer.comment({ text: 'In red?' })
  const path = `/v25.0/${account}/messages`
  const plain = () =>
    fixture.call(path, { recipient: { id: customer.id }, messaging_type: 'RESPONSE', message: { text: 'And?' } }, { token })
  expect((await plain()).json.error?.code).toBe(100)
  const answered = await answer(id, { text: 'Yes.' }, {}, token)
  expect(answered).toMatchObject({ status: 200, json: { recipient_id: customer.id, message_id: expect.any(String) } })
  expect(customer.inbox.map(({ text }) => text)).toEqual(['Yes.'])
  await fixture.emulator.idle()
  expect(messageOf(fixture.receiver.received.at(-1))).toMatchObject({ is_echo: true, text: 'Yes.' })
  expect((await answer(id, { text: 'And?' }, {}, token)).json.error?.code).toBe(10900)
  expect((await plain()).json.error?.code).toBe(100)
  await customer.send({ type: 'text', text: 'Thanks' }).delivered
  expect((await plain()).status).toBe(200)
})

test('for seven days, by its own account, with words and nothing else', async () => {
  const { id } = ann(pageId).comment({ text: 'In red?' })
  const attachment = { type: 'image', payload: { url: fixture.files.urlOf('image/png') } }
  expect((await answer(id, { attachment })).json.error?.code).toBe(100)
  expect((await answer(id, { text: 'x' }, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })).json.error?.code).toBe(100)
  expect((await answer(id, { text: 'x' }, {}, instagramToken)).json.error?.code).toBe(100)
  expect((await answer('1_2')).json.error?.code).toBe(100)
  fixture.emulator.passTime(7 * 24 * 3600_000 - 60_000)
  const last = ann(pageId).comment({ text: 'And in blue?' })
  expect((await answer(id)).status).toBe(200)
  fixture.emulator.passTime(7 * 24 * 3600_000)
  expect((await answer(last.id)).json.error?.code).toBe(10901)
})
