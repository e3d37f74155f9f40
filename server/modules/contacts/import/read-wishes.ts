import { z } from 'zod'
import { contactImportQuerySchema, importColumnSchema } from '../../../../contract/contacts.ts'
import { AppError } from '../../../platform/errors.ts'
import type { ImportOptions } from './import-options.ts'

const columnsSchema = z.record(z.string().max(200), importColumnSchema)

/**
 * How a file is to be imported, from the query or the fields of a form.
 * @throws AppError `invalid-request`
 */
export function readWishes(given: z.output<typeof contactImportQuerySchema>): ImportOptions {
  const { duplicates = 'update', dryRun = false, country, encoding, columns } = given
  return {
    duplicates,
    dryRun,
    ...(country && { country }),
    ...(encoding && { encoding }),
    ...(columns !== undefined && { columns: readColumns(columns) }),
  }
}

/** Fields of a form are text, as the query's are. */
export function readFields(fields: Record<string, string>): z.output<typeof contactImportQuerySchema> {
  const read = contactImportQuerySchema.safeParse(fields)
  if (!read.success) throw invalid(read.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })))
  return read.data
}

function readColumns(text: string): NonNullable<ImportOptions['columns']> {
  try {
    return columnsSchema.parse(JSON.parse(text))
  } catch (error) {
    const issues = error instanceof z.ZodError ? error.issues : [{ path: [], message: 'Not JSON.' }]
    throw invalid(issues.map((issue) => ({ path: ['columns', ...issue.path].join('.'), message: issue.message })))
  }
}

function invalid(errors: { path: string; message: string }[]): AppError {
  return new AppError('invalid-request', { status: 400, title: 'The request is not as it should be.', errors })
}
