import { certificateEnd } from '../../platform/certificate-end.ts'
import type { EgressDeclaration } from '../../platform/egress.ts'
import type { HttpClient } from '../../platform/http-client.ts'
import { isPublicAddress, literalAddress } from '../../platform/private-address.ts'
import type { HealthCheck } from './health-check.ts'

/** The installation asks for itself by the address that it gave to providers. */
export const ownAddressEgress: EgressDeclaration = {
  purpose: 'channels.own-address',
  recipient: 'This installation itself (PUBLIC_URL)',
  reason: 'Looks whether providers can reach it from the internet.',
  fields: ['a request without any content'],
  hosts: [],
  userSupplied: true,
}

const soonMs = 14 * 24 * 3600_000
const name = 'Public address'

/**
 * Whether a provider on the internet can reach us by PUBLIC_URL: a public name, https, a certificate that is valid and stays so, and Parley behind it. `isNear`: the
 * provider is a stand-in on this machine, which needs none of that.
 */
export async function checkPublicAddress(http: HttpClient, publicUrl: string, isNear: boolean, now: number): Promise<HealthCheck[]> {
  const url = new URL(publicUrl)
  if (isNear) return [{ name, ok: true, detail: `${publicUrl}: the stand-in of the provider reaches it.` }]
  if (isNearby(publicUrl))
    return [wrong(`${publicUrl} is an address that only this machine or network reaches. Set PUBLIC_URL to one on the internet.`)]
  if (url.protocol !== 'https:') return [wrong(`${publicUrl} is not https, and providers deliver by nothing else. Set PUBLIC_URL anew.`)]
  const reached = await reachOurselves(http, publicUrl)
  return reached === null ? [{ name, ok: true, detail: `${publicUrl} answers.` }, ...(await checkCertificate(url, now))] : [wrong(reached)]
}

/** An address that only this machine or network reaches. */
export function isNearby(address: string): boolean {
  const { hostname } = new URL(address)
  const literal = literalAddress(hostname)
  return hostname === 'localhost' || (literal !== null && !isPublicAddress(literal))
}

/** It marks no channel: a server behind a router that does not let it call itself looks as if nobody reached it. */
function wrong(detail: string): HealthCheck {
  return { name, ok: false, detail }
}

/** @returns what is wrong, in words */
async function reachOurselves(http: HttpClient, publicUrl: string): Promise<string | null> {
  try {
    const answer = await http.fetch(ownAddressEgress.purpose, `${publicUrl}/healthz`, { timeoutMs: 10_000 })
    const body = (await answer.json().catch(() => null)) as { status?: unknown } | null
    return body?.status === 'ok' ? null : `${publicUrl} is answered by something else than Parley (${answer.status}). Look at the proxy.`
  } catch (error) {
    return `${publicUrl} could not be reached from here (${causeOf(error)}). Look at name, certificate, proxy and firewall.`
  }
}

function causeOf(error: unknown): string {
  let words = 'no answer'
  for (let cause = error; cause instanceof Error; cause = cause.cause) words = (cause as NodeJS.ErrnoException).code ?? cause.message
  return words
}

async function checkCertificate(url: URL, now: number): Promise<HealthCheck[]> {
  const end = await certificateEnd(url)
  if (end === null) return []
  const day = new Date(end).toISOString().slice(0, 10)
  const ok = end - now > soonMs
  return [
    { name: 'Certificate', ok, detail: ok ? `Valid until ${day}.` : `Valid until ${day} only. Renew it, and see why it was not renewed.` },
  ]
}
