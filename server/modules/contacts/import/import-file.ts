import type { Readable } from 'node:stream'
import type { ImportColumn } from '../../../../contract/contacts.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import type { JobContext } from '../../../platform/jobs.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { recordAudit } from '../../workspaces/index.ts'
import { fail } from '../errors.ts'
import { detectEncoding } from './detect-encoding.ts'
import type { ImportOptions } from './import-options.ts'
import { mapColumns } from './map-columns.ts'
import { addProgress, endImport, findImport, type ImportRow, insertImport, type Progress, resetImport, startImport } from './queries.ts'
import { personOfCells, type RawPerson, readPerson } from './read-person.ts'
import { readTable } from './read-table.ts'
import { type Met, takePeople } from './take-people.ts'

const largestFile = 100 * 1024 * 1024
const batchSize = 500

/** Keeps the file and lets a job read it: the answer comes at once, however long the file is. */
export async function queueImport(deps: Deps, access: Access, file: Readable, options: ImportOptions): Promise<ImportRow> {
  const { workspaceId } = access
  const id = newId()
  await deps.files.put({ workspaceId, fileId: id }, file, { contentType: 'text/csv', maxBytes: largestFile })
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await insertImport(tx, workspaceId, id, options)
    await deps.jobs.enqueue(tx, 'contacts.import', { workspaceId, importId: id }, { queue: `contacts-import:${workspaceId}` })
    if (!options.dryRun) await auditImport(tx, access, id, options)
    return row
  })
}

export function auditImport(
  tx: Parameters<typeof recordAudit>[0],
  access: Access,
  id: string,
  { duplicates }: ImportOptions,
): Promise<void> {
  return recordAudit(tx, access, 'contacts.imported', { type: 'contact-import', id, name: null }, { duplicates })
}

/**
 * Reads the file twice: once from end to end, so that a broken one changes nothing, then in batches, each with its progress in one transaction. Broken
 * off anywhere, it goes on after the last batch that stands.
 */
export async function runImport(deps: Deps, payload: { workspaceId: string; importId: string }, job: JobContext): Promise<void> {
  const { workspaceId, importId } = payload
  const place = { workspaceId, fileId: importId }
  const row = await deps.db.withWorkspace(workspaceId, (tx) => findImport(tx, workspaceId, importId))
  if (!row || row.status === 'done' || row.status === 'failed') return deps.files.remove(place)
  try {
    const encoding = row.options.encoding ?? (await detectEncoding(await deps.files.read(place)))
    const { columns, total } = await readOnce(deps, row, encoding)
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      if (row.options.dryRun) await resetImport(tx, workspaceId, importId)
      await startImport(tx, workspaceId, importId, total)
    })
    await takeAll(deps, row, encoding, columns, job.signal)
    await deps.db.withWorkspace(workspaceId, (tx) => endImport(tx, workspaceId, importId, null))
  } catch (error) {
    const hopeless = error instanceof AppError && error.status < 500
    if (!hopeless && !job.isLastAttempt) throw error
    if (!hopeless) deps.log.error({ err: error, importId }, 'an import of contacts was given up')
    const reason = hopeless ? error.userMessage : 'Something went wrong on our side. What was imported until then is kept.'
    await deps.db.withWorkspace(workspaceId, (tx) => endImport(tx, workspaceId, importId, reason))
  }
  await deps.files.remove(place)
}

async function readOnce(deps: Deps, { workspace_id: workspaceId, id, options }: ImportRow, encoding: string) {
  let columns: ImportColumn[] | undefined
  let total = 0
  for await (const { cells } of readTable(await deps.files.read({ workspaceId, fileId: id }), encoding)) {
    if (columns) total += 1
    else columns = mapColumns(cells, options.columns)
  }
  if (!columns) throw fail('import-empty')
  return { columns, total }
}

async function takeAll(deps: Deps, row: ImportRow, encoding: string, columns: ImportColumn[], signal: AbortSignal): Promise<void> {
  const { workspace_id: workspaceId, id, options } = row
  const met: Met | undefined = options.dryRun ? new Map() : undefined
  let toSkip = options.dryRun ? 0 : row.processed
  let batch: RawPerson[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    // The job runs again elsewhere, from the last batch on.
    signal.throwIfAborted()
    const raws = batch
    batch = []
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      await addProgress(tx, workspaceId, id, await takeBatch(tx, workspaceId, raws, options, met))
    })
  }
  let isHead = true
  for await (const { row: number, cells } of readTable(await deps.files.read({ workspaceId, fileId: id }), encoding)) {
    if (isHead) isHead = false
    else if (toSkip > 0) toSkip -= 1
    else {
      batch.push(personOfCells(number, cells, columns))
      if (batch.length >= batchSize) await flush()
    }
  }
  await flush()
}

/** Judges rows and takes in those that are right. */
export async function takeBatch(
  tx: Parameters<typeof takePeople>[0],
  workspaceId: string,
  raws: readonly RawPerson[],
  options: ImportOptions,
  met?: Met,
): Promise<Progress> {
  const judged = raws.map((raw) => readPerson(raw, options.country))
  const people = judged.flatMap((one) => ('person' in one ? one.person : []))
  const wrong = judged.flatMap((one) => ('faults' in one ? [one.faults] : []))
  const { faults, ...taken } = await takePeople(tx, workspaceId, people, options, met)
  return {
    ...taken,
    processed: raws.length,
    failed: wrong.length + faults.length,
    faults: [...wrong.flat(), ...faults].sort((a, b) => a.row - b.row),
  }
}
