import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../../platform/config.ts'
import { isId } from '../../../platform/ids.ts'

const validMs = 7 * 24 * 3_600_000

interface Place {
  workspaceId: string
  channelId: string
}

/**
 * What a mail carries to open one visitor's conversation: it says who, until when, and that it is for this purpose and this chat alone. It stands behind
 * the `#` of an address, so that no server on the way, and no log, sees it.
 */
export function makeResumeLink(config: Pick<Config, 'secretKey'>, place: Place, visitorId: string, now: Date): string {
  const expires = String(now.getTime() + validMs)
  return `${visitorId}.${expires}.${sign(config, place, visitorId, expires).toString('base64url')}`
}

/** @returns whose link it is; null where it is none of ours, for another chat, or too old */
export function readResumeLink(config: Pick<Config, 'secretKey'>, place: Place, link: string, now: Date): string | null {
  const [visitorId = '', expires = '', signature = '', ...rest] = link.split('.')
  if (rest.length > 0 || !isId(visitorId) || !/^\d{1,16}$/.test(expires)) return null
  const expected = sign(config, place, visitorId, expires)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return Number(expires) > now.getTime() ? visitorId : null
}

function sign({ secretKey }: Pick<Config, 'secretKey'>, { workspaceId, channelId }: Place, visitorId: string, expires: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'parley widget resume', 32))
  return createHmac('sha256', key).update([workspaceId, channelId, visitorId, expires].join('\n')).digest()
}
