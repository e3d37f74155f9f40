import type pg from 'pg'
import { withArrays } from '../../platform/pg-array.ts'

/** Ids of one person on one connection, as the provider names them in one breath. */
export interface LinkedIds {
  workspaceId: string
  channelId: string
  ids: readonly string[]
}

/** Each message that is sent says the same again: for so long a link that was written down is not written again. */
const rememberedMs = 600_000
const mostRemembered = 20_000
const remembered = new Map<string, number>()

/**
 * Whoever answers under another id than they were written to is the same person: ids that are not known yet lead to the contact of one that is. One that leads
 * to somebody stays with them. Somebody of whom nothing is known stays unknown.
 * @returns the statement, or null where there is nothing to write
 */
export function linkIdentities(links: readonly LinkedIds[], now: number): pg.QueryConfig | null {
  const pairs = links.flatMap(({ workspaceId, channelId, ids }) =>
    isNews(channelId, ids, now)
      ? ids.flatMap((known) => ids.filter((id) => id !== known).map((id) => ({ workspaceId, channelId, known, id })))
      : [],
  )
  if (pairs.length === 0) return null
  return {
    name: 'spine-link-identities',
    text: `
      with owner as materialized (
        -- Against an erasure at the same moment, as findIdentities does.
        select c.workspace_id, i.channel_id, i.other_id, c.id as contact_id
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as i(workspace_id, channel_id, known_id, other_id)
        join contact_identities k on k.workspace_id = i.workspace_id and k.channel_id = i.channel_id and k.external_id = i.known_id
        join contacts c on c.workspace_id = k.workspace_id and c.id = k.contact_id
        order by c.workspace_id, c.id for key share of c
      )
      insert into contact_identities (workspace_id, channel_id, external_id, contact_id)
      select workspace_id, channel_id, other_id, contact_id from owner order by 1, 2, 3 on conflict do nothing`,
    values: withArrays([
      pairs.map((pair) => pair.workspaceId),
      pairs.map((pair) => pair.channelId),
      pairs.map((pair) => pair.known),
      pairs.map((pair) => pair.id),
    ]),
  }
}

function isNews(channelId: string, ids: readonly string[], now: number): boolean {
  if (ids.length < 2) return false
  const key = `${channelId} ${[...ids].sort().join(' ')}`
  if ((remembered.get(key) ?? Number.NEGATIVE_INFINITY) > now - rememberedMs) return false
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(key, now)
  return true
}
