import { AppError, ProviderError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import type { Account } from './adapter.ts'
import { openConnections, openRow } from './connections.ts'
import { explainTaken, fail } from './errors.ts'
import { type ChannelRow, findChannel, updateChannelRow } from './queries.ts'
import { queueTemplateSync } from './templates/queue-sync.ts'

/** Connects a stored channel, or connects it anew, and records what came of it: `connected`, or `error` with a sentence for people. */
export async function connectChannel(deps: Deps, workspaceId: string, channelId: string): Promise<ChannelRow> {
  const row = await begin(deps, workspaceId, channelId)
  const open = await openRow(deps, openConnections(deps).adapters, row)
  if (!open) return settle(deps, row, { status: 'error', status_reason: 'Its stored details cannot be read. Enter them again.' })
  try {
    const account = await open.adapter.connect(open.connection)
    // What an earlier look had found says nothing of how it is connected now; the next one does.
    const findings = JSON.stringify({ failing: [], marked: false })
    const facts = accountFacts(row, account, open.channel.accountId)
    return await settle(deps, row, { status: 'connected', status_reason: null, findings, ...facts })
  } catch (error) {
    deps.log.warn({ err: error, channelId }, 'channel could not be connected')
    return settle(deps, row, { status: 'error', status_reason: reasonOf(error, open.adapter.title) })
  }
}

async function begin(deps: Deps, workspaceId: string, channelId: string): Promise<ChannelRow> {
  return deps.db
    .withWorkspace(workspaceId, async (tx) => {
      const row = await updateChannelRow(tx, workspaceId, channelId, { status: 'connecting', status_reason: null })
      if (!row) throw fail('channel-not-found')
      await publish(tx, workspaceId, 'channel.updated', { channelId, status: 'connecting' })
      return row
    })
    .catch(explainTaken)
}

/** Somebody may have disconnected or deleted it meanwhile: then that holds. */
async function settle(
  deps: Deps,
  before: ChannelRow,
  change: Parameters<typeof updateChannelRow>[3] & { status: 'connected' | 'error' },
): Promise<ChannelRow> {
  const { workspace_id: workspaceId, id } = before
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await updateChannelRow(tx, workspaceId, id, change, ['connecting'])
    if (row) await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: row.status })
    if (row?.status === 'connected' && openConnections(deps).adapters.get(row.type)?.templates) {
      await queueTemplateSync(deps, tx, workspaceId, id)
    }
    const current = row ?? (await findChannel(tx, workspaceId, id))
    if (!current) throw fail('channel-not-found')
    return current
  })
}

/** The account's own facts join the config; its id is set where only connecting could tell it. */
function accountFacts(row: ChannelRow, account: Account, accountId: string | null): { config: string; account_id?: string } {
  const config = JSON.stringify({ ...row.config, ...account.details })
  const needsId = accountId === null && account.externalId !== row.id
  return needsId ? { config, account_id: account.externalId } : { config }
}

function reasonOf(error: unknown, title: string): string {
  if (error instanceof ProviderError) return error.message
  if (error instanceof AppError && error.status < 500) return error.userMessage
  return `${title} could not be reached. Check the network and try again.`
}
