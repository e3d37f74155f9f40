import { ProviderError } from '../../../platform/errors.ts'
import type { Deps } from '../../../platform/module.ts'
import type { ChannelAdapter, Connection } from '../adapter.ts'
import { readChannel } from '../change-channel.ts'
import { openConnections, openRow } from '../connections.ts'
import { fail } from '../errors.ts'
import type { TemplateManagement } from '../template-management.ts'
import { queueTemplateSync } from './queue-sync.ts'

export interface OpenTemplates {
  workspaceId: string
  channelId: string
  channelName: string
  /** The provider's own name. */
  title: string
  management: TemplateManagement<unknown, unknown>
  connection: Connection<unknown, unknown>
}

/** The channel's template management, ready to be asked. @throws AppError where there is none or the channel is disconnected */
export async function openTemplates(deps: Deps, workspaceId: string, channelId: string): Promise<OpenTemplates> {
  const row = await readChannel(deps, workspaceId, channelId)
  const management = managementOf(openConnections(deps).adapters.get(row.type))
  if (row.status === 'disconnected') throw fail('templates-disconnected')
  const open = await openRow(deps, openConnections(deps).adapters, row)
  if (!open) throw fail('templates-disconnected', { userMessage: 'The channel’s stored details cannot be read. Enter them again.' })
  const { connection, adapter } = open
  return { workspaceId, channelId, channelName: row.name, title: adapter.title, management, connection }
}

/** @throws AppError `templates-unsupported` */
export function managementOf(adapter: ChannelAdapter | undefined): TemplateManagement<unknown, unknown> {
  if (!adapter?.templates) throw fail('templates-unsupported', adapter && { userMessage: `${adapter.title} has no message templates.` })
  return adapter.templates
}

/** For calls that may have taken effect although their answer was lost: the provider's list will tell. */
export function refuseAndAskAgain(deps: Deps, { workspaceId, channelId }: OpenTemplates) {
  return async (error: unknown): Promise<never> => {
    if (!(error instanceof ProviderError) || error.uncertain) {
      await deps.db.withWorkspace(workspaceId, (tx) => queueTemplateSync(deps, tx, workspaceId, channelId))
    }
    return explainRefusal(error)
  }
}

/** A refusal of the provider as one of ours, in words: nothing that the caller asked for is our fault. Anything else passes through. */
export function explainRefusal(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error
  if (error.retryable)
    throw fail('templates-unavailable', { cause: error, ...(error.retryAfterMs && { retryAfterMs: error.retryAfterMs }) })
  throw fail('template-refused', { cause: error, userMessage: error.message })
}
