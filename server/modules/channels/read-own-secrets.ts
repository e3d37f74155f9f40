import type { Access, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { readChannel } from './change-channel.ts'
import { openConnections } from './connections.ts'
import { openCredentials } from './credentials.ts'

export interface OwnSecret {
  name: string
  /** In English, as the adapter says it. */
  label: string
  value: string
}

/**
 * Secrets that Parley itself has made or that are asked of whoever owns the account: the verify token to be entered at the provider, the PIN of a number. Whoever
 * manages channels may look at them, and that they did is recorded.
 */
export async function readOwnSecrets(deps: Deps, access: Access, channelId: string): Promise<OwnSecret[]> {
  const { workspaceId } = access
  const row = await readChannel(deps, workspaceId, channelId)
  const fields = openConnections(deps).adapters.get(row.type)?.fields ?? {}
  const stored = await openCredentials(deps, row)
  const secrets = Object.entries(fields).flatMap(([name, { ours, label }]) => {
    const value = stored[name]
    return ours && typeof value === 'string' ? [{ name, label, value }] : []
  })
  const target = { type: 'channel', id: row.id, name: row.name }
  const details = { secrets: secrets.map(({ name }) => name) }
  await deps.db.withWorkspace(workspaceId, (tx) => recordAudit(tx, access, 'channel.secrets-shown', target, details))
  return secrets
}
