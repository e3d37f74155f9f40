import ipaddr from 'ipaddr.js'

/** Public by their range, yet answered by the cloud itself: Azure's wire server. */
const cloudAddresses = new Set(['168.63.129.16'])

/**
 * May an outside call reach this address? Only ordinary public unicast addresses. IPv4 inside IPv6 (mapped, compatible, NAT64,
 * 6to4, Teredo) is refused or judged by the IPv4 address within, so that no spelling leads home.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.kind() === 'ipv4') return address.range() === 'unicast' && !cloudAddresses.has(address.toString())
  if (address.range() !== 'unicast') return false
  const firstGroups = (address as ipaddr.IPv6).parts.slice(0, 6)
  return firstGroups.some((group) => group !== 0)
}

/** The address inside a URL's hostname (`[::1]` or `127.0.0.1`), or null when it is a name. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname
  return ipaddr.isValid(bare) ? bare : null
}
