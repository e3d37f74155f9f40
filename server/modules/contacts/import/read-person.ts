import type { z } from 'zod'
import { type ImportColumn, newContactSchema } from '../../../../contract/contacts.ts'
import { normalisePhone } from '../normalise-phone.ts'

export interface Person {
  row: number
  name: string | null
  email: string | null
  phone: string | null
  language: string | null
  attributes: Record<string, string | number | boolean>
}

export interface RowFault {
  row: number
  path: string
  message: string
}

type Cell = string | number | boolean | null | undefined

/** One row as it was given: a cell is empty, or says something. */
export interface RawPerson {
  row: number
  name?: Cell
  email?: Cell
  phone?: Cell
  language?: Cell
  attributes?: Record<string, Cell> | null | undefined
}

/** The cells of a table's row under what its columns hold. */
export function personOfCells(row: number, cells: readonly string[], columns: readonly ImportColumn[]): RawPerson {
  const fields = new Map<string, string>()
  const attributes: Record<string, string> = {}
  columns.forEach((column, place) => {
    const cell = cells[place] ?? ''
    if (cell === '' || column === 'ignore') return
    if (column.startsWith('attributes.')) attributes[column.slice('attributes.'.length)] = cell
    else fields.set(column, cell)
  })
  const name = ['firstName', 'name', 'lastName'].flatMap((part) => fields.get(part) ?? []).join(' ')
  return { row, name, email: fields.get('email'), phone: fields.get('phone'), language: fields.get('language'), attributes }
}

/** Judges one row by the rules that hold for every contact. The faults name what is wrong and never repeat what stood there. */
export function readPerson(raw: RawPerson, country?: string): { person: Person } | { faults: RowFault[] } {
  const { row } = raw
  const [name, email, written, language] = [raw.name, raw.email, raw.phone, raw.language].map(textOf)
  const phone = written ? normalisePhone(written, country) : null
  const attributes = Object.fromEntries(Object.entries(raw.attributes ?? {}).filter(isSaid))
  const faults: RowFault[] = []
  if (written && !phone) faults.push({ row, path: 'phone', message: phoneFault(written, country) })
  const tag = language ? canonicalTag(language) : null
  if (language && !tag) faults.push({ row, path: 'language', message: 'Not a language tag such as en, ru, kk or fa.' })
  if (!name && !email && !written) faults.push({ row, path: '', message: 'No name, phone number or e-mail address.' })
  const fields = { name: name || null, email: email || null, phone, language: tag, attributes }
  const judged = newContactSchema.safeParse(fields)
  if (!judged.success) faults.push(...judged.error.issues.map((issue) => ({ row, path: issue.path.join('.'), message: messageOf(issue) })))
  return faults.length > 0 ? { faults } : { person: { row, ...fields } }
}

function textOf(cell: Cell): string {
  return cell === null || cell === undefined ? '' : String(cell).toWellFormed().replaceAll('\u0000', '').trim()
}

function isSaid(entry: [string, Cell]): entry is [string, string | number | boolean] {
  return entry[0] !== '' && entry[1] !== null && entry[1] !== undefined && entry[1] !== ''
}

function phoneFault(written: string, country: string | undefined): string {
  if (/e\+?\d+$/i.test(written)) return 'A spreadsheet has cut this number: save the column as text.'
  if (written.startsWith('+') || country) return 'Not a phone number.'
  return 'Not a phone number, or without + and country code: say which country’s numbers these are.'
}

function canonicalTag(language: string): string | null {
  try {
    return Intl.getCanonicalLocales(language.replace('_', '-'))[0] ?? null
  } catch {
    return null
  }
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format') return 'Not an e-mail address.'
  return issue.code === 'too_big' ? `Longer than ${String(issue.maximum)} characters.` : issue.message
}
