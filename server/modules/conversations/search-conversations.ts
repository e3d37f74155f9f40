import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** How many messages, and how many contacts, are looked at: the newest. */
const searchLimit = { messages: 200, contacts: 200 }

/** The conversations in which somebody said it, or whose contact is called so. */
export async function searchConversations(tx: Tx, workspaceId: string, q: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select conversation_id as id from parley_search_messages(${messageQuery(q)}, ${searchLimit.messages})
    union
    select c.id from parley_search_contacts(${q}, ${searchLimit.contacts}) k join conversations c on c.workspace_id = ${workspaceId} and c.contact_id = k.id`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}

// Fewer letters begin too many words.
const lastWord = /(?<=^|\s)[\p{L}\p{N}\p{M}]{3,}$/u

/**
 * As web searches are written ("side by side", or, -without). The last word may be unfinished: who types sees results before its end. After a
 * space, in quotes and beside `or` it is meant as it stands.
 */
export function messageQuery(q: string): RawBuilder<string> {
  const last = lastWord.exec(q)?.[0]
  const before = last === undefined ? q : q.slice(0, -last.length)
  const isWhole = last === undefined || (before.match(/"/g)?.length ?? 0) % 2 === 1 || /(^|\s)or\s+$/i.test(before)
  if (isWhole) return sql`websearch_to_tsquery('simple', ${q})`
  // Between quotes: nothing of it is read as an operator. A word that the parser cuts in two is searched as both.
  const begun = sql`to_tsquery('simple', ${`'${last}':*`})`
  return before.trim() === '' ? sql`(${begun})` : sql`(websearch_to_tsquery('simple', ${before}) && ${begun})`
}
