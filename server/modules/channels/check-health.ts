import type { Deps } from '../../platform/module.ts'
import { isPublicAddress, literalAddress } from '../../platform/private-address.ts'
import { checkPublicAddress } from './check-public-address.ts'
import { type OpenConnection, openConnections, openRow } from './connections.ts'
import type { HealthCheck } from './health-check.ts'
import { surroundingsOf } from './open-surroundings.ts'
import type { ChannelRow } from './queries.ts'
import { channelEgress } from './registry.ts'

export interface Health {
  ok: boolean
  checks: HealthCheck[]
}

/** Every check of a connection with what it found, in words. Asks the provider now. */
export async function checkHealth(deps: Deps, row: ChannelRow): Promise<Health> {
  const asked = row.status === 'disconnected' ? [] : await askAround(deps, row)
  const checks = [statusCheck(row), eventCheck(row), ...signatureCheck(row), ...asked]
  return { ok: checks.every((check) => check.ok), checks }
}

export const statusCheckName = 'Connection'

function statusCheck(row: ChannelRow): HealthCheck {
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
  const detail = row.last_event_at ? `Last heard from at ${row.last_event_at.toISOString()}.` : 'Nothing has come in yet.'
  return { name: 'Last event', ok: true, detail }
}

/** Anybody can send rubbish to a webhook: only while nothing that is right has come since does it say something. */
function signatureCheck({ refused_at: refusedAt, last_event_at: lastEventAt }: ChannelRow): HealthCheck[] {
  if (refusedAt === null || (lastEventAt !== null && lastEventAt >= refusedAt)) return []
  const detail = `What came at ${refusedAt.toISOString()} was signed with another secret, and nothing that fits has come since. Enter the secret of the provider's app anew.`
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

/** Where a provider has to reach us: not for a website's own window, and not where we fetch. */
async function askAddress({ http, config, clock }: Deps, { adapter }: OpenConnection): Promise<HealthCheck[]> {
  const isFetched = adapter.poll !== undefined && !config.publicUrl.startsWith('https:')
  if (adapter.embed || isFetched) return []
  const setting = channelEgress.find(({ purpose }) => purpose === `channels.${adapter.type}`)?.setting
  const moved = setting ? config.providerUrls[setting] : null
  return checkPublicAddress(http, config.publicUrl, moved !== null && isNearby(moved), clock.now().getTime())
}

function isNearby(address: string): boolean {
  const { hostname } = new URL(address)
  const literal = literalAddress(hostname)
  return hostname === 'localhost' || (literal !== null && !isPublicAddress(literal))
}
