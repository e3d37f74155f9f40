import type { FastifyRequest } from 'fastify'
import { fail } from '../errors.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that another website makes a signed-in browser send (CSRF). Every browser of the last years sends Sec-Fetch-Site, and all
 * send Origin with a change; a request with neither is no browser's, so nobody was tricked into it.
 * @throws AppError `foreign-origin`
 */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string): void {
  if (safeMethods.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.origin
  if (site === undefined && origin === undefined) return
  if (origin === undefined || !isOwnOrigin(origin, request.headers.host, publicUrl)) throw fail('foreign-origin')
}

function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false
  const given = new URL(origin)
  if (given.origin === new URL(publicUrl).origin) return true
  // Reached by another name, 127.0.0.1 for localhost: the browser says the same in both headers.
  const asked = `${given.protocol}//${host}`
  return host !== undefined && URL.canParse(asked) && new URL(asked).origin === given.origin
}
