import type { PersonalData } from '../../platform/module.ts'
import type { CatalogueTable } from './read-catalogue.ts'

const foundBySubject = ['contact', 'identity', 'mention', 'conversation', 'message', 'file', 'user']

/** Where the declarations of personal data and the database differ, as sentences. */
export function findUndeclared(tables: readonly CatalogueTable[], declarations: readonly PersonalData[]): string[] {
  const whole = tables.filter((table) => !table.isPartition)
  const declared = new Map<string, PersonalData>()
  const faults: string[] = []
  for (const declaration of declarations) {
    if (declared.has(declaration.table)) faults.push(`${declaration.table} is declared twice`)
    declared.set(declaration.table, declaration)
  }
  for (const table of whole) {
    const declaration = declared.get(table.name)
    if (declaration) faults.push(...compareColumns(table, declaration), ...faultsOf(declaration))
    else faults.push(`${table.name} is declared by no module`)
  }
  const known = new Set(whole.map((table) => table.name))
  for (const name of declared.keys()) if (!known.has(name)) faults.push(`${name} is declared and does not exist`)
  return faults
}

function compareColumns({ name, columns }: CatalogueTable, { personal, other }: PersonalData): string[] {
  const all = [...personal, ...other]
  return [
    ...columns.filter((column) => !all.includes(column)).map((column) => `${name}.${column} is not declared`),
    ...all.filter((column, index) => all.indexOf(column) !== index).map((column) => `${name}.${column} is declared twice`),
    ...all.filter((column) => !columns.includes(column)).map((column) => `${name}.${column} is declared and does not exist`),
  ]
}

/** What an erasure could not carry out, or what would never end. */
function faultsOf({ table, purpose, personal, other, subject, erasure, retention }: PersonalData): string[] {
  const faults: string[] = []
  if (purpose.trim().length < 10) faults.push(`${table}: its purpose is not said`)
  if (subject && ![...personal, ...other].includes(subject.column))
    faults.push(`${table}: found by ${subject.column}, which it does not have`)
  if (subject && !foundBySubject.includes(subject.is)) faults.push(`${table}: found by an unknown kind of subject`)
  if (subject && erasure === null) faults.push(`${table}: has a person in it and says nothing of erasure`)
  if (personal.length > 0 && !subject && typeof retention === 'string' && retention !== 'with-workspace')
    faults.push(`${table}: has personal columns, and neither a person to find them by nor an end`)
  if (typeof erasure === 'object' && erasure !== null && erasure.keep.trim().length < 10) faults.push(`${table}: is kept without a law`)
  return faults
}
