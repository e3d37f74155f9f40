import type { TextFetch } from '../../platform/text-exchange.ts'
import type { HealthCheck } from './health-check.ts'

/** Signatures bear it, reply windows and tokens do not for long. */
const mostOffMs = 60_000

/**
 * Compares our clock with the provider's, which every HTTP answer tells in whole seconds (`Date`, RFC 9110 §6.6.1). Nothing where it cannot be asked: other
 * lines say that.
 */
export async function checkClock(ask: TextFetch, address: string, now: () => number): Promise<HealthCheck[]> {
  const asked = now()
  const told = await ask(address, { method: 'GET' }).then(
    (answer) => Date.parse(answer.headers.get('date') ?? ''),
    () => Number.NaN,
  )
  if (Number.isNaN(told)) return []
  const offMs = (asked + now()) / 2 - told
  if (Math.abs(offMs) <= mostOffMs) return [{ name: 'Clock', ok: true, detail: 'The clock of this server is right.' }]
  const words = `${Math.round(Math.abs(offMs) / 60_000)} min ${offMs > 0 ? 'ahead' : 'behind'}`
  return [{ name: 'Clock', ok: false, detail: `The clock of this server is ${words}. Let the system set it (NTP).` }]
}
