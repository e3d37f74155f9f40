import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

export interface Sink {
  /** A line in COPY's text format, its end included. A promise when the database has to catch up first. */
  write(line: string): Promise<void> | undefined
  end(): Promise<void>
}

const chunkCharacters = 128 * 1024

/** Fills a table through a connection of its own. `before` runs in the same transaction: a table made there is filled without a journal. */
export async function copyInto(connection: pg.ClientConfig, table: string, columns: readonly string[], before = ''): Promise<Sink> {
  const client = new pg.Client(connection)
  await client.connect()
  // Rows come in the shape that a finished installation has them: nothing has to be looked up again.
  await client.query(`set synchronous_commit = off; set session_replication_role = replica; begin; ${before}`)
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
  let failure: Error | null = null
  stream.on('error', (error) => {
    failure = error
  })
  let gathered = ''
  const flush = (): Promise<void> | undefined => {
    if (failure) throw failure
    const chunk = gathered
    gathered = ''
    return stream.write(chunk) ? undefined : once(stream, 'drain').then(() => undefined)
  }
  return {
    write: (line) => {
      gathered += line
      return gathered.length >= chunkCharacters ? flush() : undefined
    },
    end: async () => {
      stream.end(gathered)
      await finished(stream)
      await client.query('commit')
      await client.end()
    },
  }
}

/** The columns of a row in COPY's text format. Nothing that we make needs escaping; JSON's backslashes do not occur. */
export function line(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map((value) => (value === null ? '\\N' : value)).join('\t')}\n`
}
