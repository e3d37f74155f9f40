import type { ChannelHealth } from '../../../contract/channels.ts'
import type { Deps } from '../../platform/module.ts'
import type { HealthCheck } from './adapter.ts'
import { openConnections, openRow } from './connections.ts'
import type { ChannelRow } from './queries.ts'

/** Every check of a connection with what it found, in words. Asks the provider now. */
export async function checkHealth(deps: Deps, row: ChannelRow): Promise<ChannelHealth> {
  const checks = [statusCheck(row), eventCheck(row), ...(row.status === 'disconnected' ? [] : await providerChecks(deps, row))]
  return { ok: checks.every((check) => check.ok), checks }
}

function statusCheck(row: ChannelRow): HealthCheck {
  const words = {
    connected: 'Connected.',
    connecting: 'Connecting…',
    error: 'Not working.',
    disconnected: 'Disconnected. Press Reconnect to use it again.',
  }
  return { name: 'Connection', ok: row.status === 'connected', detail: row.status_reason ?? words[row.status] }
}

/** A quiet channel is no broken one. */
function eventCheck(row: ChannelRow): HealthCheck {
  const detail = row.last_event_at ? `Last heard from at ${row.last_event_at.toISOString()}.` : 'Nothing has come in yet.'
  return { name: 'Last event', ok: true, detail }
}

async function providerChecks(deps: Deps, row: ChannelRow): Promise<HealthCheck[]> {
  const open = await openRow(deps, openConnections(deps).adapters, row)
  if (!open) return [{ name: 'Details', ok: false, detail: 'Its stored details cannot be read. Enter them again.' }]
  try {
    return await open.adapter.health(open.connection)
  } catch (error) {
    deps.log.warn({ err: error, channelId: row.id }, 'channel could not be checked')
    return [{ name: open.adapter.title, ok: false, detail: `${open.adapter.title} could not be reached.` }]
  }
}
