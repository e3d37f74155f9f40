import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from './modules.ts'
import type { PersonalData } from './platform/module.ts'
import { platformPersonalData } from './platform/personal-data.ts'
import { findUndeclared } from './testing/declarations/find-undeclared.ts'
import { findUnisolated } from './testing/declarations/find-unisolated.ts'
import { type Asking, readTables } from './testing/declarations/read-catalogue.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const declarations = [...platformPersonalData, ...modules.flatMap((module) => module.personalData)]

test('every column of every table is declared once, and nothing is declared that does not exist', async () => {
  const tables = await readTables(database.ownerPool)
  expect(tables.length).toBeGreaterThan(40)
  expect(findUndeclared(tables, declarations)).toEqual([])
})

test('nothing in the schema lets one workspace see or touch what is another’s', async () => {
  expect(await findUnisolated(database.ownerPool)).toEqual([])
})

describe('what is wrong on purpose is found', () => {
  /** What `look` sees after the change, which is then taken back. */
  const afterChange = async <T>(change: string, look: (client: Asking) => Promise<T>): Promise<T> => {
    const client = await database.ownerPool.connect()
    try {
      await client.query(`begin; ${change}`)
      return await look(client)
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  const notes = 'create table notes (workspace_id uuid not null, id uuid not null, text text, primary key (workspace_id, id));'

  test.each([
    ['a table without row-level security', notes, 'notes: row-level security is none'],
    [
      'a table that does not bind its owner',
      `${notes} alter table notes enable row level security`,
      'notes: row-level security is enabled',
    ],
    [
      'a table without a policy',
      `${notes} alter table notes enable row level security, force row level security`,
      'notes: no policy keeps workspaces apart',
    ],
    [
      'a policy that lets everything through',
      `${notes} select parley_tenant_table('notes'); create policy careless on notes to parley_app using (true)`,
      'notes: policy careless opens more than the workspace',
    ],
    [
      'a policy for everybody',
      `${notes} select parley_tenant_table('notes'); create policy careless on notes using (workspace_id = parley_workspace_id())`,
      'notes: policy careless opens more than the workspace',
    ],
    [
      'a policy that lets rows be written for others',
      `${notes} select parley_tenant_table('notes');
        create policy careless on notes to parley_app using (workspace_id = parley_workspace_id()) with check (true)`,
      'notes: policy careless opens more than the workspace',
    ],
    [
      'a primary key that starts with something else',
      `create table notes (workspace_id uuid not null, id uuid primary key); select parley_tenant_table('notes')`,
      'notes: the primary key does not start with workspace_id',
    ],
    [
      'a reference without the workspace',
      `create unique index contacts_only_id on contacts (id);
        create table notes (workspace_id uuid not null, id uuid references contacts (id), primary key (workspace_id, id)); select parley_tenant_table('notes')`,
      'notes_id_fkey: from notes to contacts without workspace_id',
    ],
    [
      'a value that is unique across workspaces',
      'create unique index contacts_email_once on contacts (email)',
      'contacts_email_once is unique',
    ],
    [
      'a table of no workspace that the program may read',
      'create table secrets (id int primary key); grant select on secrets to parley_app',
      'secrets: belongs to no workspace, and parley_app may select',
    ],
    ['workspaces that see each other', 'create policy careless on workspaces to parley_app using (true)', 'workspaces see each other'],
    [
      'a partition that can be read past its parent',
      'grant select on messages_default to parley_app',
      'messages_default: a partition that parley_app may select',
    ],
    [
      'a partition without row-level security',
      'alter table messages_default disable row level security',
      'messages_default: row-level security is none',
    ],
    [
      'a function that reads every workspace',
      `create function all_contacts() returns setof contacts language sql security definer set search_path = public as 'select * from contacts';
        select parley_give_to_spine('all_contacts()')`,
      'all_contacts(): parley_app reads through it without the workspace',
    ],
    [
      'a function that anybody may call, with the names of the caller',
      `create function quick() returns void language sql security definer as 'select 1'`,
      `quick(): runs with the caller's search_path`,
    ],
    ['a role that owns', 'create table things (id int); alter table things owner to parley_spine', 'parley_spine owns things'],
    ['a role that may make tables', 'grant create on schema public to parley_app', 'parley_app may create in public'],
  ])('%s', async (_what, statement, fault) => {
    const faults = await afterChange(statement, findUnisolated)
    expect(faults.join('\n')).toContain(fault)
  })

  test('a column, a table and a declaration too many', async () => {
    const tables = await afterChange('alter table contacts add column birthday date; create table notes (id int primary key)', readTables)
    expect(findUndeclared(tables, declarations)).toEqual(['contacts.birthday is not declared', 'notes is declared by no module'])
    const [first] = modules.flatMap((module) => module.personalData)
    expect(findUndeclared(await readTables(database.ownerPool), [...declarations, first as PersonalData])).toEqual([
      `${first?.table} is declared twice`,
    ])
  })

  test.each<[string, Partial<PersonalData>]>([
    ['contacts is declared and does not exist', { table: 'contact_list' }],
    ['contacts.email is not declared', { personal: ['name', 'phone', 'language', 'attributes'] }],
    ['contacts.id is declared twice', { personal: ['id', 'name', 'email', 'phone', 'language', 'attributes'] }],
    ['contacts.age is declared and does not exist', { personal: ['age', 'name', 'email', 'phone', 'language', 'attributes'] }],
    ['contacts: its purpose is not said', { purpose: '' }],
    ['contacts: found by owner_id, which it does not have', { subject: { column: 'owner_id', is: 'contact' } }],
    ['contacts: has a person in it and says nothing of erasure', { erasure: null }],
    ['contacts: is kept without a law', { erasure: { keep: '' } }],
    ['contacts: has personal columns, and neither', { subject: null, retention: 'with-subject' }],
  ])('%s', async (fault, change) => {
    const changed = declarations.map((declaration) => (declaration.table === 'contacts' ? { ...declaration, ...change } : declaration))
    const faults = findUndeclared(await readTables(database.ownerPool), changed)
    expect(faults.join('\n')).toContain(fault.replace('contacts is declared and', `${change.table ?? 'contacts'} is declared and`))
  })
})
