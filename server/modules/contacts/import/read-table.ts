import { pipeline, Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { type CsvError, parse } from 'csv-parse'
import { fail } from '../errors.ts'

export interface TableRow {
  /** As a spreadsheet counts: the head is row 1. */
  row: number
  cells: readonly string[]
}

export const maxRows = 1_000_000
const largestRecord = 256 * 1024

/**
 * The rows of a CSV file, one by one as they are read, empty ones left out; separated by `,` `;` tab or `|`, whichever the file uses.
 * @throws AppError `import-unreadable` where the file breaks the form, in words that name the row
 */
export async function* readTable(file: Readable, encoding: string): AsyncGenerator<TableRow> {
  const text = decode(file, encoding)
  const start = await readStart(text)
  const parser = parse({ delimiter: separatorOf(start), relax_column_count: true, relax_quotes: true, max_record_size: largestRecord })
  pipeline(Readable.from(whole(start, text)), parser, () => {})
  let row = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1
      if (row > maxRows + 1) throw fail('import-too-long')
      const cells = record.map(cleanCell)
      if (cells.some((cell) => cell !== '')) yield { row, cells }
    }
  } catch (error) {
    throw explain(error, row + 1)
  } finally {
    parser.destroy()
  }
}

async function* decode(source: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of source) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** As much as holds the first line. */
async function readStart(text: AsyncGenerator<string>): Promise<string> {
  let start = ''
  while (start.length < largestRecord && !/[^\r\n][\r\n]/.test(start)) {
    const { value, done } = await text.next()
    if (done) break
    start += value
  }
  return start
}

async function* whole(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (start !== '') yield start
  yield* rest
}

/** Of the usual ones that which stands most often in the first line, outside quotation marks. */
function separatorOf(start: string): string {
  const line = start.replace(/"[^"]*"/g, '').match(/[^\r\n]+/)?.[0] ?? ''
  return [',', ';', '\t', '|'].reduce((best, one) => (line.split(one).length > line.split(best).length ? one : best))
}

/**
 * What PostgreSQL does not store goes, and so does the apostrophe by which spreadsheets and our own exports keep a cell from being a formula:
 * here a cell is text and nothing else.
 */
function cleanCell(cell: string): string {
  const text = cell
    .toWellFormed()
    .replace(/[\p{Cc}\u200e\u200f\ufeff]+/gu, ' ')
    .trim()
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}

function explain(error: unknown, row: number): unknown {
  const code = (error as Partial<CsvError> | null)?.code
  if (typeof code !== 'string' || !code.startsWith('CSV_')) return error
  const what =
    code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quotation mark is opened and never closed.'
      : code === 'CSV_MAX_RECORD_SIZE'
        ? 'it does not end.'
        : 'it is not written as CSV.'
  return fail('import-unreadable', { userMessage: `Row ${row}: ${what}`, cause: error })
}
