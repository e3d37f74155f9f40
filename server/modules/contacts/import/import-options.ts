import type { ImportColumn } from '../../../../contract/contacts.ts'

/** How an import is done, as it lies in `contact_imports.options`. */
export interface ImportOptions {
  duplicates: 'update' | 'skip'
  dryRun: boolean
  /** ISO 3166-1: whose numbers stand there without `+`. */
  country?: string
  encoding?: string
  /** From a column's name in the file to what it holds. */
  columns?: Record<string, ImportColumn>
}
