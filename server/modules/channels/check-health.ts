import type { Deps } from '../../platform/module.ts'
import { checkPublicAddress } from './check-public-address.ts'
import { type OpenConnection, openConnections, openRow } from './connections.ts'
import type { HealthCheck } from './health-check.ts'
import { hasStandIn, isDeliveredTo } from './needs-address.ts'
import { surroundingsOf } from './open-surroundings.ts'
import type { ChannelRow } from './queries.ts'

export interface Health {
  ok: boolean
  checks: HealthCheck[]
}

/** Every check of a connection with what it found, in words. Asks the provider now. */
export async function checkHealth(deps: Deps, row: ChannelRow): Promise<Health> {
  const asked = row.status === 'disconnected' ? [] : await askAround(deps, row)
  const checks = [statusCheck(afterLook(row, asked)), eventCheck(row), ...signatureCheck(row), ...asked]
  return { ok: checks.every((check) => check.ok), checks }
}

export const statusCheckName = 'Connection'

/** As this look will leave it (review-channel.ts). */
function afterLook(row: ChannelRow, asked: readonly HealthCheck[]): Pick<ChannelRow, 'status' | 'status_reason'> {
  const breaking = asked.find((check) => !check.ok && check.breaks)
  if (breaking && row.status === 'connected') return { status: 'error', status_reason: breaking.detail }
  if (!breaking && row.status === 'error' && row.findings.marked) return { status: 'connected', status_reason: null }
  return row
}

function statusCheck(row: Pick<ChannelRow, 'status' | 'status_reason'>): HealthCheck {
  const words = {
    connected: 'Connected.',
    connecting: 'Connecting…',
    error: 'Not working.',
    disconnected: 'Disconnected. Press Reconnect to use it again.',
  }
  const ok = row.status === 'connected'
  return { name: statusCheckName, ok, detail: row.status_reason ?? words[row.status], ...(ok ? {} : { mend: 'reconnect' as const }) }
}

/** A quiet channel is no broken one. */
function eventCheck(row: ChannelRow): HealthCheck {
  const detail = row.last_event_at ? `Last heard from on ${spokenTime(row.last_event_at)}.` : 'Nothing has come in yet.'
  return { name: 'Last event', ok: true, detail }
}

/** For people who read English anywhere on earth: `30 November 2026, 22:47 UTC`. */
function spokenTime(time: Date): string {
  return `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(time).replace(' at ', ', ')} UTC`
}

/** Anybody can send rubbish to a webhook: only while nothing that is right has come since does it say something. */
function signatureCheck({ refused_at: refusedAt, last_event_at: lastEventAt }: ChannelRow): HealthCheck[] {
  if (refusedAt === null || (lastEventAt !== null && lastEventAt >= refusedAt)) return []
  const detail = `What came on ${spokenTime(refusedAt)} was signed with another secret, and nothing that fits has come since. Enter the secret of the provider's app anew.`
  return [{ name: 'Signature', ok: false, mend: 'details', detail }]
}

async function askAround(deps: Deps, row: ChannelRow): Promise<HealthCheck[]> {
  const open = await openRow(deps, openConnections(deps).adapters, row)
  if (!open)
    return [{ name: 'Details', ok: false, breaks: true, mend: 'details', detail: 'Its stored details cannot be read. Enter them again.' }]
  const [provider, address] = await Promise.all([askProvider(deps, open), askAddress(deps, open)])
  return [...provider, ...address]
}

async function askProvider(deps: Deps, open: OpenConnection): Promise<HealthCheck[]> {
  const { adapter, connection, channel } = open
  try {
    return await adapter.health(connection, surroundingsOf(deps, openConnections(deps), open))
  } catch (error) {
    deps.log.warn({ err: error, channelId: channel.id }, 'channel could not be checked')
    return [{ name: adapter.title, ok: false, detail: `${adapter.title} could not be reached.` }]
  }
}

async function askAddress(deps: Deps, { adapter }: OpenConnection): Promise<HealthCheck[]> {
  const { http, config, clock } = deps
  return isDeliveredTo(deps, adapter) ? checkPublicAddress(http, config.publicUrl, hasStandIn(deps, adapter), clock.now().getTime()) : []
}
