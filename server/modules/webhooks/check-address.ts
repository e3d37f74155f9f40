import type { Config } from '../../platform/config.ts'
import { isPublicAddress, literalAddress } from '../../platform/private-address.ts'
import { fail } from './errors.ts'

/**
 * Refuses at once what the HTTP client would refuse at every delivery, as far as the address itself tells: names are looked up each time
 * that a connection is made.
 * @throws AppError `webhook-address`
 */
export function checkAddress({ allowedPrivateHosts }: Pick<Config, 'allowedPrivateHosts'>, text: string): void {
  const url = new URL(text)
  if (url.username || url.password) throw fail('webhook-address')
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  if (['http:', 'https:'].includes(url.protocol) && allowedPrivateHosts.includes(`${url.hostname.toLowerCase()}:${port}`)) return
  const literal = literalAddress(url.hostname)
  const isHome = literal !== null ? !isPublicAddress(literal) : /(^|\.)localhost\.?$/i.test(url.hostname)
  if (url.protocol !== 'https:' || isHome) throw fail('webhook-address')
}
