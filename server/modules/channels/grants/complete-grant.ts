import { ProviderError } from '../../../platform/errors.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { openConnections } from '../connections.ts'
import { fail } from '../errors.ts'
import { findChannel } from '../queries.ts'
import type { GrantedAccount } from '../sign-in.ts'
import { digestOf, returnAddress } from './begin-grant.ts'

export interface Grant {
  id: string
  type: string
  /** For which channel they signed in again. */
  channelId: string | null
  accounts: GrantedAccount[]
}

const place = (grantId: string) => ({ table: 'channel_grants', column: 'accounts', row: grantId })

/**
 * The person is back: their state is used up, the provider's code becomes tokens, and the accounts that they opened are kept, sealed, until one is chosen. Of those
 * for a channel that there is already, only its own is left.
 * @throws AppError `grant-unknown` where the state is another's, used or too old; `sign-in-refused` with the provider's reason
 */
export async function completeGrant(
  deps: Deps,
  access: Access,
  given: { state: string; code?: string | undefined; error?: string | undefined },
): Promise<Grant> {
  const { workspaceId, actor } = access
  const now = deps.clock.now()
  const row = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx
      .updateTable('channel_grants')
      // Whoever comes second with the same state finds nothing.
      .set({ state_digest: Buffer.from(crypto.randomUUID()) })
      .where('workspace_id', '=', workspaceId)
      .where('state_digest', '=', digestOf(given.state))
      .where('user_id', '=', actor.id)
      .where('expires_at', '>', now)
      .returning(['id', 'type', 'channel_id'])
      .executeTakeFirst(),
  )
  const signIn = row && openConnections(deps).adapters.get(row.type)?.signIn
  if (!row || !signIn) throw fail('grant-unknown')
  if (!given.code) throw fail('sign-in-refused', { userMessage: 'It was not allowed at the provider. Nothing was connected.' })
  const opened = await signIn.accounts(given.code, returnAddress(deps)).catch((error: unknown) => {
    if (error instanceof ProviderError) throw fail('sign-in-refused', { userMessage: error.message, cause: error })
    throw error
  })
  const accounts = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const wanted = row.channel_id === null ? null : ((await findChannel(tx, workspaceId, row.channel_id))?.account_id ?? null)
    const accounts = opened.filter(({ id }) => wanted === null || id === wanted)
    const sealed = await deps.secrets.seal(tx, workspaceId, place(row.id), JSON.stringify(accounts))
    await tx
      .updateTable('channel_grants')
      .set({ accounts: sealed })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', row.id)
      .execute()
    return accounts
  })
  return { id: row.id, type: row.type, channelId: row.channel_id, accounts }
}

/** What the person chose of what they opened. @throws AppError `grant-unknown` */
export async function takeGranted(
  deps: Deps,
  access: Access,
  chosen: { id: string; accountId: string },
  type: string,
): Promise<GrantedAccount> {
  const { workspaceId, actor } = access
  const account = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await tx
      .selectFrom('channel_grants')
      .select(['id', 'accounts'])
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', chosen.id)
      .where('type', '=', type)
      .where('user_id', '=', actor.id)
      .where('expires_at', '>', deps.clock.now())
      .executeTakeFirst()
    if (!row?.accounts) return null
    const accounts = JSON.parse(await deps.secrets.open(tx, workspaceId, place(row.id), row.accounts)) as GrantedAccount[]
    return accounts.find(({ id }) => id === chosen.accountId) ?? null
  })
  if (!account) throw fail('grant-unknown')
  return account
}
