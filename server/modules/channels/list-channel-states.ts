import type { ChannelStatus } from '../../../contract/channels.ts'
import type { Database } from '../../platform/db.ts'

export interface ChannelState {
  name: string
  type: string
  status: ChannelStatus
  statusReason: string | null
}

/** Crosses workspaces: the operator's doctor looks at every channel of the installation. Nothing is asked of the providers. */
export async function listChannelStates(db: Database): Promise<ChannelState[]> {
  const rows = await db.spine.selectFrom('channels').select(['name', 'type', 'status', 'status_reason']).orderBy('id').execute()
  return rows.map(({ status_reason, ...row }) => ({ ...row, statusReason: status_reason }))
}
