import type { WidgetFacts, WidgetVisitEvent } from '../../../contract/widget.ts'
import type { Deps } from '../../platform/module.ts'
import { lockConversation, noteFacts } from '../conversations/index.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation } from './conversation-queries.ts'
import { fail } from './errors.ts'
import { lockVisitor, updateVisitor } from './queries.ts'

const mostLabels = 10

/**
 * What the page says of the visitor's conversation. It is the browser that says it: labels are taken off only where it has put them on, and never the
 * team's own.
 * @throws AppError `nothing-said` before the first message
 */
export async function notePageFacts(deps: Deps, { visitor, widget }: AuthenticatedVisitor, facts: WidgetFacts): Promise<void> {
  const { workspaceId } = widget
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const conversation = await findConversation(tx, visitor)
    if (!conversation) throw fail('nothing-said')
    // In the order in which an erasure locks them; the labels are read anew, for a page says several things at the same moment.
    await lockConversation(tx, workspaceId, conversation.id)
    const own = (await lockVisitor(tx, workspaceId, visitor.id))?.labels ?? []
    const removeLabels = facts.removeLabels?.filter((label) => own.includes(label)) ?? []
    const kept = own.filter((label) => !removeLabels.includes(label))
    const labels = [...new Set([...kept, ...(facts.addLabels ?? [])])].slice(0, mostLabels)
    await noteFacts(tx, workspaceId, conversation.id, {
      ...(facts.attributes && { attributes: facts.attributes }),
      addLabels: labels.filter((label) => !kept.includes(label)),
      removeLabels,
      events: facts.events?.map((event) => ({ name: event.name, details: describe(event) })) ?? [],
    })
    if (labels.join('\n') !== own.join('\n')) await updateVisitor(tx, workspaceId, visitor.id, { labels })
  })
}

function describe({ details }: WidgetVisitEvent): string | null {
  const parts = Object.entries(details ?? {}).map(([name, value]) => `${name}: ${value}`)
  return parts.length > 0 ? parts.join(', ') : null
}
