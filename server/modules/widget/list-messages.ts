import type { WidgetMessage } from '../../../contract/widget.ts'
import { AppError } from '../../platform/errors.ts'
import { isId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation, listMessages } from './conversation-queries.ts'
import { presentMessage } from './present-message.ts'

interface Page {
  limit: number
  cursor?: string | undefined
}

/** The newest page, or the one before a cursor; each oldest first. */
export async function listVisitorMessages(
  deps: Deps,
  { visitor, widget }: AuthenticatedVisitor,
  { limit, cursor }: Page,
): Promise<{ data: WidgetMessage[]; nextCursor: string | null }> {
  const { workspaceId } = widget
  const rows = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const conversation = await findConversation(tx, visitor)
    return conversation ? listMessages(tx, workspaceId, conversation.id, { limit: limit + 1, before: readCursor(cursor) }) : []
  })
  const page = rows.slice(-limit)
  const first = rows.length > limit ? page[0] : undefined
  return {
    data: page.map(presentMessage),
    nextCursor: first ? writeCursor(first.sortAt, first.id) : null,
  }
}

/** A place in the thread, from which older messages are read. */
export function writeCursor(sortAt: Date, id: string): string {
  return Buffer.from(`${sortAt.toISOString()} ${id}`).toString('base64url')
}

function readCursor(cursor: string | undefined): { sortAt: string; id: string } | null {
  if (cursor === undefined) return null
  const [sortAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (Number.isNaN(Date.parse(sortAt)) || !isId(id))
    throw new AppError('cursor-invalid', { status: 400, title: 'The cursor is not one that this list gave.' })
  return { sortAt, id }
}
