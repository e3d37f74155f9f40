import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from './modules.ts'
import { newId } from './platform/ids.ts'
import type { JobContext } from './platform/jobs.ts'
import { platformPersonalData } from './platform/personal-data.ts'
import { jobsOf } from './run-modules.ts'
import { fillTables } from './testing/fill-tables.ts'
import { type TestApp, testApp } from './testing/test-app.ts'
import { type TestCaller, testWorkspace } from './testing/test-workspace.ts'

/** Promise 43: what is declared to live for so many days does, and no longer: by the jobs that are really scheduled. */

let app: TestApp
let owner: TestCaller

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
})
afterAll(() => app.close())

const dayMs = 86_400_000
const limited = [...platformPersonalData, ...modules.flatMap((module) => module.personalData)].flatMap(({ table, retention }) =>
  typeof retention === 'object' && !table.includes('.') ? [{ table, days: retention.days }] : [],
)

async function runSchedules(): Promise<void> {
  const { handlers, schedules } = jobsOf(app.deps, modules)
  const context: JobContext = { log: app.deps.log, signal: new AbortController().signal, attempt: 1, isLastAttempt: false }
  for (const { job, payload } of schedules) {
    const handle = handlers[job]
    if (!handle) throw new Error(`${job} is scheduled and nobody does it`)
    await handle(payload ?? {}, context)
  }
}

/** Moves a table's rows so far into the past: by their times, and by the time in their ids. */
async function age(table: string, days: number): Promise<void> {
  const { ownerPool } = app.database
  const { rows } = await ownerPool.query<{ name: string; type: string; isKey: boolean }>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attname in ('id', 'event_id') and exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)) as "isKey"
    from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [table],
  )
  const changes = rows.flatMap(({ name, type, isKey }) =>
    type.startsWith('timestamp') ? [`"${name}" = $1::timestamptz`] : isKey && type === 'uuid' ? [`"${name}" = $2::uuid`] : [],
  )
  const at = Date.now() - days * dayMs
  const client = await ownerPool.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      `update ${table} set ${changes.join(', ')} where $1::timestamptz is not null and $2::uuid is not null and workspace_id = $3`,
      [new Date(at), newIdAt(at), owner.workspaceId],
    )
  } finally {
    await client.query('reset session_replication_role')
    client.release()
  }
}

function newIdAt(at: number): string {
  const time = Math.floor(at).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7abc-8def-${newId().slice(24)}`
}

async function tablesWithRows(): Promise<string[]> {
  const found: string[] = []
  for (const { table } of limited) {
    const { rows } = await app.database.ownerPool.query(`select from ${table} where workspace_id = $1 limit 1`, [owner.workspaceId])
    if (rows.length > 0) found.push(table)
  }
  return found
}

test('what is younger than its days stays, what is older goes, in every table that declares days', async () => {
  await fillTables(app.database.ownerPool, { workspaceId: owner.workspaceId, id: newId(), canary: 'canary' })
  const tables = limited.map(({ table }) => table)
  expect(tables).toEqual(
    expect.arrayContaining(['events', 'channel_events', 'agent_runs', 'message_keys', 'idempotency_keys', 'webhook_deliveries']),
  )
  for (const { table, days } of limited) await age(table, Math.max(days - 1, 0))
  await runSchedules()
  expect(await tablesWithRows()).toEqual(tables)
  for (const { table, days } of limited) await age(table, days + 1)
  await runSchedules()
  expect(await tablesWithRows()).toEqual([])
})

test('a partition whose youngest row is too old is dropped, the others stay', async () => {
  const { ownerPool } = app.database
  const partitions = async () =>
    (
      await ownerPool.query<{ name: string }>(`select relname as name from pg_class where relispartition and relkind = 'r' order by 1`)
    ).rows.map(({ name }) => name)
  const before = await partitions()
  await ownerPool.query(`
    create table channel_events_2020_01 partition of channel_events for values from (parley_id_floor('2020-01-01Z')) to (parley_id_floor('2020-02-01Z'));
    create table messages_2020_01 partition of messages for values from (parley_id_floor('2020-01-01Z')) to (parley_id_floor('2020-02-01Z'))`)
  await runSchedules()
  expect(await partitions()).toEqual([...before, 'messages_2020_01'].sort())
})

test('bytes of which nothing speaks go after a day, those of a running import stay', async () => {
  const old = Date.now() - 2 * dayMs
  const ids = { lost: newIdAt(old), importing: newIdAt(old), imported: newIdAt(old), fresh: newId() }
  for (const fileId of Object.values(ids)) await app.deps.files.put({ workspaceId: owner.workspaceId, fileId }, Buffer.from('x'))
  for (const [id, status] of [
    [ids.importing, 'running'],
    [ids.imported, 'done'],
  ])
    await app.database.ownerPool.query(`insert into contact_imports (workspace_id, id, status, options) values ($1, $2, $3, '{}')`, [
      owner.workspaceId,
      id,
      status,
    ])
  await runSchedules()
  const left: string[] = []
  for await (const id of app.deps.files.list(owner.workspaceId)) left.push(id)
  expect(left).toEqual(expect.arrayContaining([ids.importing, ids.fresh]))
  expect(left).not.toContain(ids.lost)
  expect(left).not.toContain(ids.imported)
})

test('files that belong to nothing go after a day, those of messages and documents stay', async () => {
  const ids = { sent: newId(), document: newId(), unsent: newId(), fresh: newId() }
  const { ownerPool } = app.database
  for (const id of Object.values(ids)) {
    await app.deps.files.put({ workspaceId: owner.workspaceId, fileId: id }, Buffer.from('x'))
    await ownerPool.query(
      `insert into files (workspace_id, id, mime_type, size, sha256, created_at) values ($1, $2, 'text/plain', 1, 'x', now() - make_interval(days => $3))`,
      [owner.workspaceId, id, id === ids.fresh ? 0 : 2],
    )
  }
  await ownerPool.query(
    `insert into attachments (workspace_id, id, message_id, conversation_id, position, kind, mime_type, status, file_id) values ($1, $2, $2, $2, 0, 'document', 'text/plain', 'ready', $3)`,
    [owner.workspaceId, newId(), ids.sent],
  )
  await ownerPool.query(`update knowledge_sources set file_id = $2 where workspace_id = $1`, [owner.workspaceId, ids.document])
  await runSchedules()
  const { rows } = await ownerPool.query<{ id: string }>('select id from files where workspace_id = $1 and id = any ($2) order by id', [
    owner.workspaceId,
    Object.values(ids),
  ])
  expect(rows.map((row) => row.id)).toEqual([ids.sent, ids.document, ids.fresh].sort())
  expect(await app.deps.files.size({ workspaceId: owner.workspaceId, fileId: ids.unsent })).toBeNull()
  expect(await app.deps.files.size({ workspaceId: owner.workspaceId, fileId: ids.sent })).toBe(1)
})
