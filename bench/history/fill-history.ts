import pg from 'pg'
import type { OwnerConnection } from '../../server/platform/db.ts'
import { copyInto, type Sink } from './copy-into.ts'
import { withoutIndexes } from './indexes.ts'
import { ensureMonths, monthOf, withMonth } from './months.ts'
import * as people from './people-rows.ts'
import * as rows from './rows.ts'
import { seededRandom } from './seeded.ts'
import { makeTexts } from './texts.ts'
import { conversationId, type HistoryWorkspace, longestThread, type Timeline, type TimelineMessage, walkTimeline } from './timeline.ts'

export interface HistoryOptions {
  messages: number
  conversations: number
  workspaces: readonly HistoryWorkspace[]
  /** How far back it goes. */
  months?: number
  /** The end of it. */
  now?: Date
  seed?: number
  onProgress?: (line: string) => void
}

const dayMs = 24 * 3600 * 1000

/**
 * Fills a database (its schema newest, its messages none) with what a business has after two years: messages of the whole time, and of
 * everything with a retention just as much as the retention leaves. Ends with the same tables and indexes as an installation that has run
 * that long, analyzed. The owner must be a superuser, as that of the embedded server is.
 */
export async function fillHistory(owner: OwnerConnection, options: HistoryOptions): Promise<{ longestThreadId: string }> {
  const { messages, conversations, workspaces, months = 24, seed = 7, now = new Date(), onProgress = () => {} } = options
  const connection: pg.ClientConfig = {
    host: owner.host,
    user: owner.user,
    database: owner.database,
    connectionString: owner.connectionString,
  }
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, now.getUTCDate()))
  const admin = new pg.Client(connection)
  await admin.connect()
  try {
    await requireEmpty(admin)
    await ensureMonths(admin, 'agent_runs', new Date(now.getTime() - 365 * dayMs), now)
    await ensureMonths(admin, 'events', new Date(now.getTime() - 60 * dayMs), now)
    await ensureMonths(admin, 'channel_events', new Date(now.getTime() - 30 * dayMs), now)
    const source = {
      timeline: null as unknown as Timeline,
      workspaces,
      texts: makeTexts(seed),
      random: seededRandom(seed + 1),
      now: now.getTime(),
    }
    const walk = walkTimeline({ messages, conversations, workspaces, from, to: now, seed })
    await writeMessages(connection, source, walk, { now: now.getTime(), total: messages, onProgress })
    await writePeople(connection, admin, source, onProgress)
    onProgress('analyzing')
    await admin.query('vacuum analyze')
    return { longestThreadId: conversationId(source.timeline, longestThread) }
  } finally {
    await admin.end()
  }
}

async function requireEmpty(admin: pg.Client): Promise<void> {
  const { rows: found } = await admin.query<{ some: boolean }>(
    'select exists (select from messages) or exists (select from conversations) as some',
  )
  if (found[0]?.some) throw new Error('The history is written into an empty database only: this one has messages already.')
}

/** In the order in which they came, a month's table after the other; what is kept for some days goes to its own tables besides. */
async function writeMessages(
  connection: pg.ClientConfig,
  source: rows.RowSource,
  walk: ReturnType<typeof walkTimeline>,
  { now, total, onProgress }: { now: number; total: number; onProgress: (line: string) => void },
): Promise<void> {
  const open = async (
    table: string,
    columns: readonly string[],
    days: number,
    make: typeof rows.keyLine,
    fits = (_: TimelineMessage) => true,
  ) => ({
    sink: await copyInto(connection, table, columns),
    since: now - days * dayMs,
    make,
    fits,
  })
  const kept = [
    await open('agent_runs', rows.runColumns, 365, rows.runLine, (message) => message.author === 1),
    await open('events', rows.eventColumns, 60, rows.eventLine),
    await open('message_keys', rows.keyColumns, 60, rows.keyLine),
    await open('channel_event_keys', rows.eventKeyColumns, 60, rows.eventKeyLine),
    await open('channel_events', rows.journalColumns, 30, rows.journalLine, (message) => message.inbound),
  ]
  let month = ''
  let table: Sink | null = null
  let indexing: Promise<unknown> = Promise.resolve()
  const finishMonth = async (): Promise<void> => {
    const [name, filled] = [month, table]
    await filled?.end()
    await indexing
    // One processor builds the indexes of this month while the other writes the next one.
    if (filled) indexing = withMonth(connection, 'messages', name)
    indexing.catch(() => {})
  }
  const began = performance.now()
  for (const { message, timeline } of walk) {
    source.timeline = timeline
    const itsMonth = monthOf(message.at)
    if (itsMonth !== month) {
      await finishMonth()
      month = itsMonth
      const seconds = (performance.now() - began) / 1000
      onProgress(`${month}: ${message.number} of ${total} messages, ${seconds.toFixed(0)} s`)
      const name = `messages_${month}`
      table = await copyInto(
        connection,
        name,
        rows.messageColumns,
        `drop table if exists ${name}; create table ${name} (like messages including defaults)`,
      )
    }
    await table?.write(rows.messageLine(source, message))
    for (const { sink, since, make, fits } of kept) if (message.at >= since && fits(message)) await sink.write(make(source, message))
  }
  await finishMonth()
  await Promise.all(kept.map(({ sink }) => sink.end()))
  await indexing
}

async function writePeople(
  connection: pg.ClientConfig,
  admin: pg.Client,
  source: rows.RowSource,
  onProgress: (line: string) => void,
): Promise<void> {
  const { opened, answeredBy } = source.timeline
  await withoutIndexes(admin, ['contacts', 'contact_identities', 'conversations', 'mailbox'], async () => {
    const targets: [table: string, columns: readonly string[], make: (source: rows.RowSource, conversation: number) => string][] = [
      ['contacts', people.contactColumns, people.contactLine],
      ['contact_identities', people.identityColumns, people.identityLine],
      ['conversations', people.conversationColumns, people.conversationLine],
      [
        'mailbox',
        people.mailboxColumns,
        (of, conversation) => (answeredBy[conversation] === 1 ? people.mailboxLine(of, conversation) : ''),
      ],
    ]
    for (const [table, columns, make] of targets) {
      onProgress(`${table}: ${opened}`)
      const sink = await copyInto(connection, table, columns)
      for (let conversation = 0; conversation < opened; conversation += 1) await sink.write(make(source, conversation))
      await sink.end()
    }
    onProgress('indexes')
  })
}
