import type { z } from 'zod'
import type { ContactImport, contactImportBodySchema } from '../../../../contract/contacts.ts'
import { newId } from '../../../platform/ids.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { auditImport, takeBatch } from './import-file.ts'
import type { ImportOptions } from './import-options.ts'
import { addProgress, endImport, findImport, insertImport, presentImport, startImport } from './queries.ts'
import type { Met } from './take-people.ts'

/** A list in the request itself: taken in at once and in one transaction, all rows that are right. */
export async function importList(deps: Deps, access: Access, body: z.output<typeof contactImportBodySchema>): Promise<ContactImport> {
  const { workspaceId } = access
  const { contacts, duplicates = 'update', dryRun = false, country } = body
  const options: ImportOptions = { duplicates, dryRun, ...(country && { country }) }
  const id = newId()
  const raws = contacts.map((contact, place) => ({ ...contact, row: place + 1 }))
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    await insertImport(tx, workspaceId, id, options)
    await startImport(tx, workspaceId, id, raws.length)
    const met: Met | undefined = dryRun ? new Map() : undefined
    await addProgress(tx, workspaceId, id, await takeBatch(tx, workspaceId, raws, options, met))
    await endImport(tx, workspaceId, id, null)
    if (!dryRun) await auditImport(tx, access, id, options)
    const row = await findImport(tx, workspaceId, id)
    if (!row) throw new Error('An import that was just made is gone')
    return presentImport(row)
  })
}
