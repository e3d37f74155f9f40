import { sql } from 'kysely'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'

/** Brings back what was snoozed until now. Runs each minute. */
export async function wakeSnoozed(deps: Deps): Promise<void> {
  // Crosses workspaces: finds due conversations by time alone; each is then changed inside its own workspace.
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select workspace_id, id from conversations where status = 'snoozed' and snoozed_until <= now() order by snoozed_until limit 1000`.execute(
    deps.db.spine,
  )
  for (const { workspace_id: workspaceId, id } of rows) {
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      const woken = await tx
        .updateTable('conversations')
        .set((eb) => ({
          status: eb
            .case()
            .when('handler', '=', 'agent')
            .then('pending' as const)
            .else('open' as const)
            .end(),
          snoozed_until: null,
        }))
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .where('status', '=', 'snoozed')
        .where('snoozed_until', '<=', new Date())
        .returning(['status', 'handler', 'assignee_id'])
        .executeTakeFirst()
      if (!woken) return
      await publish(tx, workspaceId, 'conversation.updated', {
        conversationId: id,
        status: woken.status,
        handler: woken.handler,
        assigneeId: woken.assignee_id,
        change: 'reopened',
      })
    })
  }
}
