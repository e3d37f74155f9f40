import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { Problem } from '../../../contract/paging.ts'
import { newId } from '../../platform/ids.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'

let app: TestApp
let owner: TestCaller
let stranger: TestCaller

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
  stranger = await testWorkspace(app)
})
afterAll(() => app.close())

const path = '/api/v1/contacts'

async function create(body: object, caller = owner): Promise<Contact> {
  const answer = await caller.call('POST', path, body)
  expect([answer.status, answer.body]).toEqual([201, expect.anything()])
  return answer.body as Contact
}

async function read(id: string, caller = owner): Promise<Contact> {
  return (await caller.call('GET', `${path}/${id}`)).body as Contact
}

async function change(id: string, body: object): Promise<Contact> {
  const answer = await owner.call('PATCH', `${path}/${id}`, body)
  expect([answer.status, answer.body]).toEqual([200, expect.anything()])
  return answer.body as Contact
}

/** Every page of a list; the caller says how much is on one. */
async function pages(query: string, caller = owner): Promise<Contact[][]> {
  const found: Contact[][] = []
  let cursor: string | null = null
  do {
    const { status, body } = await caller.call('GET', `${path}?${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    expect(status).toBe(200)
    const page = body as { data: Contact[]; nextCursor: string | null }
    found.push(page.data)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

describe('one contact', () => {
  test('is made, read, changed, and says when', async () => {
    const made = await create({
      name: ' Ada ',
      email: 'ada@example.test',
      phone: '+7 (701) 555-00-01',
      language: 'kk',
      attributes: { city: 'Almaty', age: 36 },
    })
    expect(made).toMatchObject({
      name: 'Ada',
      email: 'ada@example.test',
      phone: '+77015550001',
      language: 'kk',
      attributes: { city: 'Almaty', age: 36 },
      identities: [],
      blocked: false,
      restricted: false,
      optedOut: false,
    })
    const changed = await change(made.id, { name: 'Ada L.', email: null, attributes: { age: null, vip: true }, blocked: true })
    expect(changed).toMatchObject({
      name: 'Ada L.',
      email: null,
      phone: '+77015550001',
      attributes: { city: 'Almaty', vip: true },
      blocked: true,
    })
    expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(made.updatedAt))
    expect(await read(made.id)).toEqual(changed)
  })

  test('may be nothing but an id, and nobody may say more about it than the schema', async () => {
    const made = await create({ workspaceId: stranger.workspaceId, id: newId(), blocked: true, createdAt: '2000-01-01T00:00:00Z' })
    expect(made).toMatchObject({ name: null, attributes: {}, blocked: false })
    expect(Date.parse(made.createdAt)).toBeGreaterThan(Date.parse('2020-01-01'))
    expect((await stranger.call('GET', `${path}/${made.id}`)).status).toBe(404)
  })

  test('what switches a person off is written down without their name', async () => {
    const { id } = await create({ name: 'Audited Anna' })
    await change(id, { restricted: true, optedOut: true })
    const { body } = await owner.call('GET', '/api/v1/audit-log?action=contact.switched')
    const [entry] = (body as { data: object[] }).data
    expect(entry).toMatchObject({ action: 'contact.switched', target: { id, name: null }, details: { restricted: true, optedOut: true } })
    expect(JSON.stringify(body)).not.toContain('Anna')
  })

  test.each<[string, object, string]>([
    ['an address that is none', { email: 'not an address' }, 'email'],
    ['a name without an end', { name: 'x'.repeat(201) }, 'name'],
    ['an empty name', { name: '  ' }, 'name'],
    ['an attribute that holds a list', { attributes: { tags: ['a'] } }, 'attributes.tags'],
    ['a switch that is no switch', { blocked: 'yes' }, 'blocked'],
  ])('refuses %s, and says where', async (_what, body, field) => {
    const { id } = await create({ name: 'Strict' })
    const answer = await app.server.inject({
      method: 'PATCH',
      url: `${path}/${id}`,
      headers: { authorization: `Bearer ${owner.key}` },
      payload: body,
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    const problem = answer.json<Problem>()
    expect(problem).toMatchObject({
      type: expect.stringMatching(/^urn:/),
      status: 400,
      title: expect.any(String),
      detail: expect.any(String),
    })
    expect(problem.errors?.map((error) => error.path)).toEqual([field])
    expect((await read(id)).name).toBe('Strict')
  })

  test.each<[string, object]>([
    ['NUL in a name', { name: 'a\u0000b' }],
    ['NUL in an attribute', { attributes: { note: 'a\u0000b' } }],
    ['half a pair in an attribute', { attributes: { note: '\ud800' } }],
  ])('F23: %s is a plain 400', async (_what, body) => {
    expect((await owner.call('POST', path, body)).status).toBe(400)
  })

  test('F23: NUL in a search, too', async () => {
    expect((await owner.call('GET', `${path}?q=%00`)).status).toBe(400)
  })

  test.each<['GET' | 'PATCH' | 'DELETE' | 'POST', string, object | undefined]>([
    ['GET', '', undefined],
    ['PATCH', '', { name: 'Mine now' }],
    ['DELETE', '', undefined],
    ['POST', '/merge', { contactId: newId() }],
  ])('another workspace’s: %s%s answers as if it never was', async (method, suffix, body) => {
    const { id } = await create({ name: 'Hidden' })
    const theirs = await stranger.call(method, `${path}/${id}${suffix}`, body)
    const nobodys = await stranger.call(method, `${path}/${newId()}${suffix}`, body)
    expect(theirs).toEqual(nobodys)
    expect(theirs.status).toBe(404)
    expect((await read(id)).name).toBe('Hidden')
  })

  test('who may only look may not change', async () => {
    const viewer = await testCaller(app, owner.workspaceId, 'viewer')
    const agent = await testCaller(app, owner.workspaceId, 'agent')
    const { id } = await create({ name: 'Watched' })
    expect((await viewer.call('GET', `${path}/${id}`)).status).toBe(200)
    expect((await viewer.call('POST', path, { name: 'x' })).status).toBe(403)
    expect((await viewer.call('PATCH', `${path}/${id}`, { name: 'x' })).status).toBe(403)
    expect((await agent.call('PATCH', `${path}/${id}`, { name: 'y' })).status).toBe(200)
    expect((await agent.call('DELETE', `${path}/${id}`)).status).toBe(403)
    expect((await owner.call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await owner.call('GET', `${path}/${id}`)).status).toBe(404)
  })
})

describe('the list', () => {
  test('is lately changed first, page by page, each once, also where many changed in the same moment', async () => {
    const caller = await testWorkspace(app)
    for (let made = 0; made < 7; made += 1) await create({ name: `Person ${made}` }, caller)
    await app.database.ownerPool.query(
      `update contacts set updated_at = '2026-05-05 12:00:00.123' where workspace_id = $1 and name > 'Person 2'`,
      [caller.workspaceId],
    )
    const found = await pages('limit=2', caller)
    expect(found.map((page) => page.length)).toEqual([2, 2, 2, 1])
    const all = found.flat()
    expect(new Set(all.map((contact) => contact.id)).size).toBe(7)
    const order = all.map(({ updatedAt, id }) => `${updatedAt} ${id}`)
    expect(order).toEqual([...order].sort().reverse())
  })

  test('does not repeat or lose anybody when somebody is changed between two pages', async () => {
    const caller = await testWorkspace(app)
    for (let made = 0; made < 4; made += 1) await create({ name: `Moving ${made}` }, caller)
    const first = (await caller.call('GET', `${path}?limit=2`)).body as { data: Contact[]; nextCursor: string }
    await caller.call('PATCH', `${path}/${first.data[1]?.id}`, { name: 'Moved up' })
    const second = (await caller.call('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).body as { data: Contact[]; nextCursor: null }
    expect(second.data.map((contact) => contact.name)).toEqual(['Moving 1', 'Moving 0'])
    expect(second.nextCursor).toBeNull()
  })

  test.each([
    ['a part of the name', 'ödle', ['Jödel Ödler']],
    ['capital letters', 'JÖDEL', ['Jödel Ödler']],
    ['the whole address', 'JODEL@example.test', ['Jödel Ödler']],
    ['a part of the number, as it is written', '(702) 777', ['Jödel Ödler']],
    ['wild cards, which mean nothing', '%', ['100% Wool']],
    ['a quotation mark', `o'n`, [`Sean O'Neill`]],
    ['nobody', 'nobody at all', []],
  ])('is searched by %s', async (_what, q, names) => {
    const caller = await searched()
    expect((await pages(`q=${encodeURIComponent(q)}`, caller)).flat().map((contact) => contact.name)).toEqual(names)
  })

  let world: Promise<TestCaller> | undefined
  function searched(): Promise<TestCaller> {
    world ??= (async () => {
      const caller = await testWorkspace(app)
      for (const body of [
        { name: 'Jödel Ödler', email: 'jodel@example.test', phone: '+7 702 777 12 34' },
        { name: '100% Wool' },
        { name: `Sean O'Neill` },
      ])
        await create(body, caller)
      return caller
    })()
    return world
  }

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=many', 'limit'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await owner.call('GET', `${path}?${query}`)
    expect([status, (body as Problem).errors?.[0]?.path]).toEqual([400, field])
  })

  test('refuses a cursor that it did not give', async () => {
    for (const cursor of [
      'x',
      Buffer.from('2026-01-01T00:00:00.000Z not-an-id').toString('base64url'),
      Buffer.from('{}').toString('base64'),
    ])
      expect((await owner.call('GET', `${path}?cursor=${cursor}`)).status).toBe(400)
  })
})

describe('a merge', () => {
  test('fills what the kept one lacks, keeps every refusal, and the other is gone', async () => {
    const kept = await create({ name: 'Kept Kim', attributes: { city: 'Almaty', size: 'M' } })
    const merged = await create({ name: 'Merged Kim', email: 'kim@example.test', attributes: { city: 'Astana', shoe: 42 } })
    await change(merged.id, { optedOut: true })
    const answer = await owner.call('POST', `${path}/${kept.id}/merge`, { contactId: merged.id })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        id: kept.id,
        name: 'Kept Kim',
        email: 'kim@example.test',
        attributes: { city: 'Almaty', size: 'M', shoe: 42 },
        optedOut: true,
      },
    })
    expect((await owner.call('GET', `${path}/${merged.id}`)).status).toBe(404)
    expect((await owner.call('POST', `${path}/${kept.id}/merge`, { contactId: merged.id })).status).toBe(404)
    expect((await owner.call('POST', `${path}/${kept.id}/merge`, { contactId: kept.id })).status).toBe(422)
  })

  test('never with somebody of another workspace', async () => {
    const mine = await create({ name: 'Mine' })
    const theirs = await create({ name: 'Theirs' }, stranger)
    expect((await owner.call('POST', `${path}/${mine.id}/merge`, { contactId: theirs.id })).status).toBe(404)
    expect((await read(theirs.id, stranger)).name).toBe('Theirs')
  })

  test('of two into each other at once leaves one', async () => {
    const [one, other] = [await create({ name: 'One' }), await create({ name: 'Other' })]
    const answers = await Promise.all([
      owner.call('POST', `${path}/${one.id}/merge`, { contactId: other.id }),
      owner.call('POST', `${path}/${other.id}/merge`, { contactId: one.id }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404])
  })
})
