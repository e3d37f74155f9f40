import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact, ContactImport } from '../../../../contract/contacts.ts'
import type { Problem } from '../../../../contract/paging.ts'
import { eventually } from '../../../testing/eventually.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../../testing/test-workspace.ts'

let app: TestApp
let owner: TestCaller

beforeAll(async () => {
  app = await testApp()
  owner = await testWorkspace(app)
})
afterAll(() => app.close())

const path = '/api/v1/contacts/import'

async function importList(body: object, caller = owner): Promise<ContactImport> {
  const answer = await caller.call('POST', path, body)
  expect([answer.status, answer.body]).toEqual([200, expect.anything()])
  return answer.body as ContactImport
}

async function upload(file: string | Buffer, query = '', caller = owner): Promise<ContactImport> {
  const answer = await fetch(`${app.url}${path}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller.key}`, 'content-type': 'text/csv' },
    body: typeof file === 'string' ? file : new Uint8Array(file),
  })
  const queued = (await answer.json()) as ContactImport
  expect([answer.status, queued]).toEqual([202, expect.anything()])
  return finished(queued.id, caller)
}

function finished(id: string, caller: TestCaller): Promise<ContactImport> {
  return eventually(async () => {
    const { body } = await caller.call('GET', `/api/v1/contacts/imports/${id}`)
    expect(['done', 'failed']).toContain((body as ContactImport).status)
    return body as ContactImport
  }, 30_000)
}

async function find(q: string, caller = owner): Promise<Contact[]> {
  const { body } = await caller.call('GET', `/api/v1/contacts?limit=100&q=${encodeURIComponent(q)}`)
  return (body as { data: Contact[] }).data
}

describe('a list in the request', () => {
  test('takes who is right, reports who is wrong by row and field, and repeats nothing of what stood there', async () => {
    const done = await importList({
      contacts: [
        {
          name: 'Listed Asel',
          phone: '+7 (701) 111-22-33',
          email: 'asel@example.test',
          language: 'kk',
          attributes: { city: 'Almaty', visits: 3 },
        },
        { name: 'Listed Wrong', email: 'secret-not-an-address', phone: '12' },
        { attributes: { city: 'Nowhere' } },
        { name: 'Listed Dana', language: 'pt_br' },
      ],
    })
    expect(done).toMatchObject({ status: 'done', dryRun: false, total: 4, processed: 4, created: 2, updated: 0, skipped: 0, failed: 2 })
    expect(done.errors.map(({ row, path: field }) => [row, field])).toEqual([
      [2, 'phone'],
      [2, 'email'],
      [3, ''],
    ])
    expect(JSON.stringify(done)).not.toContain('secret')
    expect(await find('Listed')).toMatchObject([
      { name: 'Listed Dana', language: 'pt-BR' },
      { name: 'Listed Asel', phone: '+77011112233', email: 'asel@example.test', language: 'kk', attributes: { city: 'Almaty', visits: 3 } },
    ])
  })

  test('known people are updated with what is said, or left as they are', async () => {
    await importList({ contacts: [{ name: 'Known Ivan', phone: '+77012000001', attributes: { city: 'Almaty', level: 'gold' } }] })
    const updated = await importList({
      contacts: [{ phone: '8 701 200 00 01', email: 'ivan@example.test', attributes: { city: 'Astana' } }],
      country: 'kz',
    })
    expect(updated).toMatchObject({ created: 0, updated: 1, skipped: 0 })
    const [ivan] = await find('Known Ivan')
    expect(ivan).toMatchObject({ name: 'Known Ivan', email: 'ivan@example.test', attributes: { city: 'Astana', level: 'gold' } })
    const skipped = await importList({ contacts: [{ name: 'Known Changed', email: 'IVAN@example.test' }], duplicates: 'skip' })
    expect(skipped).toMatchObject({ created: 0, updated: 0, skipped: 1 })
    expect(await find('Known Changed')).toEqual([])
    const unchanged = await importList({ contacts: [{ name: 'Known Ivan', email: 'ivan@example.test' }] })
    expect(unchanged).toMatchObject({ created: 0, updated: 0, skipped: 1 })
  })

  test('the same person twice in a list is one; a row that is two people is refused', async () => {
    const done = await importList({
      contacts: [
        { name: 'Twice Olga', phone: '+77012000002' },
        { email: 'olga@example.test', phone: '+77012000002' },
        { name: 'Twice Pavel', email: 'pavel@example.test' },
        { name: 'Twice Mixed', phone: '+77012000002', email: 'pavel@example.test' },
      ],
    })
    expect(done).toMatchObject({ created: 2, updated: 1, failed: 1, errors: [{ row: 4, path: 'email' }] })
    expect((await find('Twice')).map((contact) => [contact.name, contact.email])).toEqual(
      expect.arrayContaining([
        ['Twice Olga', 'olga@example.test'],
        ['Twice Pavel', 'pavel@example.test'],
      ]),
    )
  })

  test('a dry run counts as the import would, and keeps nothing', async () => {
    const contacts = [{ name: 'Dry Run', phone: '+77012000003' }, { name: 'Dry Twin', phone: '+77012000003' }, { phone: 'x' }]
    const rehearsed = await importList({ contacts, dryRun: true })
    expect(rehearsed).toMatchObject({ dryRun: true, created: 1, updated: 1, failed: 1 })
    expect(await find('Dry')).toEqual([])
    const { created, updated, failed } = await importList({ contacts })
    expect({ created, updated, failed }).toEqual({ created: rehearsed.created, updated: rehearsed.updated, failed: rehearsed.failed })
  })

  test('another workspace’s people are nobody', async () => {
    const other = await testWorkspace(app)
    await importList({ contacts: [{ name: 'Elsewhere', phone: '+77012000004' }] }, other)
    expect(await importList({ contacts: [{ name: 'Here', phone: '+77012000004' }] })).toMatchObject({ created: 1, updated: 0 })
    expect((await find('Elsewhere', other)).map((contact) => contact.name)).toEqual(['Elsewhere'])
  })

  test('what is no list is a problem that names the field', async () => {
    const wrong = await owner.call('POST', path, { contacts: 'everybody' })
    expect([wrong.status, (wrong.body as Problem).errors?.[0]?.path]).toEqual([400, 'contacts'])
    const long = await owner.call('POST', path, { contacts: Array.from({ length: 5_001 }, (_, place) => ({ name: `N${place}` })) })
    expect(long.status).toBe(400)
    expect((await owner.call('POST', path)).status).toBe(400)
  })

  test('only who administers the workspace may import, and it is written down', async () => {
    const agent = await testCaller(app, owner.workspaceId, 'agent')
    expect((await agent.call('POST', path, { contacts: [{ name: 'No' }] })).status).toBe(403)
    const { body } = await owner.call('GET', '/api/v1/audit-log?limit=100')
    expect((body as { data: { action: string }[] }).data.map((entry) => entry.action)).toContain('contacts.imported')
  })
})

describe('a file', () => {
  test.each([
    ['commas, English', 'Name,Phone,E-mail,Language,City\nFile Kerry,+15550100001,kerry@file.test,en,Kent', {}],
    [
      'semicolons, Russian, a mark',
      '\ufeffИмя;Фамилия;Телефон;Эл. почта;Город\r\nFile;Кермит;+7 701 300 00 01;kermit@file.test;Алматы\r\n',
      { name: 'File Кермит' },
    ],
    ['tabs, Kazakh', 'Аты-жөні\tТелефон нөмірі\tТілі\nFile Айгүл\t+77013000002\tkk\n', { name: 'File Айгүл', language: 'kk' }],
    [
      'Persian, digits of its own',
      '\nنام و نام خانوادگی,شماره موبایل,ایمیل\nFile زهرا,۰۹۱۲۳۴۵۶۷۸۹,zahra@file.test',
      { name: 'File زهرا', phone: '+989123456789' },
    ],
    [
      'quotes and line breaks',
      'name,phone,note\n"File ""Big"" Bob, Jr.",+15550100003,"two\nlines"',
      { name: 'File "Big" Bob, Jr.', attributes: { note: 'two lines' } },
    ],
  ])('%s', async (_what, text, expected) => {
    const done = await upload(text, '?country=IR')
    expect(done).toMatchObject({ status: 'done', total: 1, created: 1, failed: 0, errors: [] })
    expect((await find('File'))[0]).toMatchObject(expected)
  })

  test.each<[string, Buffer]>([
    ['windows-1251', windows1251('Имя;Телефон\nПерепись Жанна;+77013100001\n')],
    [
      'UTF-16 with a mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Имя;Телефон\nПерепись Жанна;+77013100001\n', 'utf16le')]),
    ],
    ['UTF-16 without one', Buffer.from('Name;Phone\nПерепись Жанна;+77013100001\n', 'utf16le')],
    [
      'UTF-8 whose first letter beyond ASCII comes late',
      Buffer.from(`Name;Phone;Note\n${'Ann;;x\n'.repeat(40_000)}Перепись Жанна;+77013100001;y\n`),
    ],
  ])('%s is found out', async (_what, bytes) => {
    const other = await testWorkspace(app)
    const done = await upload(bytes, '?dryRun=false', other)
    expect(done).toMatchObject({ status: 'done', failed: 0 })
    expect(await find('Перепись', other)).toMatchObject([{ name: 'Перепись Жанна', phone: '+77013100001' }])
  })

  test('columns may be said, left out, or become attributes', async () => {
    const columns = encodeURIComponent(JSON.stringify({ Who: 'name', 'Birth place': 'attributes.town', Secret: 'ignore' }))
    await upload('Who,Birth place,Secret,Shoe size\nSaid Column,Kent,hush,42\n', `?columns=${columns}`)
    expect(await find('Said Column')).toMatchObject([{ attributes: { town: 'Kent', 'Shoe size': '42' } }])
    const missing = await upload('a,b\n1,2', `?columns=${encodeURIComponent(JSON.stringify({ c: 'name' }))}`)
    expect(missing).toMatchObject({ status: 'failed', statusReason: expect.stringContaining('“c”') })
    const wrong = await owner.call('POST', `${path}?columns=${encodeURIComponent('{"a":"password"}')}`, { contacts: [{ name: 'x' }] })
    expect(wrong.status).toBe(200)
    const refused = await fetch(`${app.url}${path}?columns=${encodeURIComponent('{"a":"password"}')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'text/csv' },
      body: 'a\n1',
    })
    expect([refused.status, ((await refused.json()) as Problem).errors?.[0]?.path]).toEqual([400, 'columns.a'])
  })

  test('a form with fields and a file', async () => {
    const form = new FormData()
    form.set('duplicates', 'skip')
    form.set('dryRun', 'true')
    form.set('file', new Blob(['name,phone\nForm Only,+77013000009\n'], { type: 'text/csv' }), 'people.csv')
    const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${owner.key}` }, body: form })
    expect(answer.status).toBe(202)
    const done = await finished(((await answer.json()) as ContactImport).id, owner)
    expect(done).toMatchObject({ status: 'done', dryRun: true, duplicates: 'skip', created: 1 })
    expect(await find('Form Only')).toEqual([])
  })

  test('F46: formulas and HTML stay text, and the mark of our exports goes', async () => {
    await upload(
      `name,phone,formula\n<img src=x onerror=alert(1)> Inert,+77013000010,"'=HYPERLINK(""http://x"")"\n'+Inert Plus,+77013000011,-1\n`,
    )
    expect((await find('Inert')).map((contact) => [contact.name, contact.attributes.formula])).toEqual(
      expect.arrayContaining([
        ['<img src=x onerror=alert(1)> Inert', '=HYPERLINK("http://x")'],
        ['+Inert Plus', '-1'],
      ]),
    )
  })

  test.each([
    ['nobody can be told from it', 'color,size\nred,42', 'No column'],
    ['it is empty', '\n\n', 'empty'],
    ['a quotation mark never ends', 'name,phone\nBroken One,+77013000020\n"Broken Two,+77013000021\n', 'never closed'],
  ])('F46: nothing is imported where %s', async (_what, text, reason) => {
    expect(await upload(text)).toMatchObject({ status: 'failed', statusReason: expect.stringContaining(reason), created: 0, processed: 0 })
    expect(await find('Broken')).toEqual([])
  })

  test('rows are counted as a spreadsheet counts them, and a hundred faults are kept', async () => {
    const rows = Array.from({ length: 300 }, (_, place) => (place % 2 === 0 ? `Row ${place},7.7013E+10` : ',')).join('\n')
    const done = await upload(`name,phone\n${rows}\n`)
    expect(done).toMatchObject({ total: 150, processed: 150, failed: 150, created: 0 })
    expect(done.errors).toHaveLength(100)
    expect(done.errors.slice(0, 2)).toEqual([
      { row: 2, path: 'phone', message: expect.stringContaining('as text') },
      { row: 4, path: 'phone', message: expect.anything() },
    ])
  })

  test('the file is gone when the import is over, and the report says nothing of anybody', async () => {
    const done = await upload('name,phone\nGone Soon,+77013000030\n')
    expect(await app.deps.files.size({ workspaceId: owner.workspaceId, fileId: done.id })).toBeNull()
    const { rows } = await app.database.ownerPool.query('select i::text as text from contact_imports i where id = $1', [done.id])
    expect(rows[0].text).not.toMatch(/Gone|7701/)
  })

  test('goes on after the last batch that stands when it is broken off, and takes nobody twice', async () => {
    const other = await testWorkspace(app)
    const people = Array.from({ length: 1_200 }, (_, place) => `Resumed ${place}`).join('\n')
    const first = await upload(`name\n${people}\n`, '', other)
    expect(first).toMatchObject({ total: 1_200, created: 1_200 })
    // As after a crash behind the second batch: the job runs again.
    const { ownerPool } = app.database
    await ownerPool.query(`update contact_imports set status = 'running', processed = 1000, created = 1000 where id = $1`, [first.id])
    await ownerPool.query('delete from contacts where workspace_id = $1 and name ~ $2', [other.workspaceId, 'Resumed 1[01]..$'])
    await app.deps.files.put({ workspaceId: other.workspaceId, fileId: first.id }, Buffer.from(`name\n${people}\n`))
    await app.deps.db.withWorkspace(other.workspaceId, (tx) =>
      app.deps.jobs.enqueue(tx, 'contacts.import', { workspaceId: other.workspaceId, importId: first.id }),
    )
    expect(await finished(first.id, other)).toMatchObject({ processed: 1_200, created: 1_200 })
    const { rows } = await ownerPool.query(
      'select count(*)::int as all, count(distinct name)::int as names from contacts where workspace_id = $1',
      [other.workspaceId],
    )
    expect(rows[0]).toEqual({ all: 1_200, names: 1_200 })
  })

  test('another workspace cannot read how it went', async () => {
    const done = await importList({ contacts: [{ name: 'Mine' }] })
    const other = await testWorkspace(app)
    expect((await other.call('GET', `/api/v1/contacts/imports/${done.id}`)).status).toBe(404)
  })
})

/** Node has no encoder for it: the letters of this table stand in one row, from U+0410 on. */
function windows1251(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => (letter >= '\u0410' && letter <= '\u044f' ? letter.charCodeAt(0) - 0x410 + 0xc0 : letter.charCodeAt(0))),
  )
}
