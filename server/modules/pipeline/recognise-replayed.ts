import { withArrays } from '../../platform/pg-array.ts'
import { lineIdOf } from './record-messages.ts'
import type { Entry, Recording } from './recording.ts'

/**
 * A replay passes the keys against doubles of events, so it is asked by the provider's id of the message whether its line is there. Two replays of one
 * event at the same time must not both find nothing: the second waits for the first to commit, and twice in one batch counts once.
 */
export async function recogniseReplayed({ client }: Recording, replayed: readonly Entry[]): Promise<void> {
  const lines = replayed.flatMap((entry) => {
    const externalId = lineIdOf(entry.event)
    return externalId === null ? [] : [{ entry, externalId, name: `${entry.channel.id} ${externalId}` }]
  })
  if (lines.length === 0) return
  const names = [...new Set(lines.map(({ name }) => name))].sort()
  for (const name of names) await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`parley:replay ${name}`])
  const { rows } = await client.query<{ channel_id: string; external_id: string }>({
    text: `
      select k.channel_id, k.external_id from message_keys k
      join unnest($1::uuid[], $2::uuid[], $3::text[]) as i(workspace_id, channel_id, external_id) using (workspace_id, channel_id, external_id)`,
    values: withArrays([
      lines.map(({ entry }) => entry.channel.workspaceId),
      lines.map(({ entry }) => entry.channel.id),
      lines.map(({ externalId }) => externalId),
    ]),
  })
  const known = new Set(rows.map((row) => `${row.channel_id} ${row.external_id}`))
  for (const { entry, name } of lines) {
    entry.isKnown = known.has(name)
    known.add(name)
  }
}
