import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RawRequest, Verdict } from '../adapter.ts'

/**
 * `X-Hub-Signature-256: sha256=<hex>` is HMAC-SHA256 of the body's bytes under the app secret. The body on the wire is escaped
 * ASCII (`\u00e4`, `\/`): JSON that was parsed and written again has other bytes and does not verify.
 */
export function isHubSigned(request: RawRequest, appSecrets: readonly string[]): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(request.headers['x-hub-signature-256'] ?? '')?.[1]
  if (given === undefined) return false
  const digest = Buffer.from(given, 'hex')
  // No early end: how long it takes says nothing about which secret matched.
  return appSecrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(request.body).digest(), digest)).includes(true)
}

/** The GET handshake: the challenge goes back word for word when the verify token is ours. */
export function answerHubChallenge(query: Record<string, string>, verifyToken: string): Verdict {
  const challenge = query['hub.challenge']
  if (query['hub.mode'] !== 'subscribe' || !challenge || !isSameText(query['hub.verify_token'] ?? '', verifyToken)) {
    return { kind: 'refused', status: 403, reason: 'the verify token is not the one of this channel' }
  }
  return { kind: 'answer', status: 200, body: challenge, contentType: 'text/plain' }
}

/** In constant time: both sides are hashed first, so that lengths do not show either. */
export function isSameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/**
 * Handshake (GET) and signature (POST) of one channel's webhook: any of the secrets may have signed. The installation's own of the day is among them, so that its
 * operator can change it; those that there are not are left out.
 */
export function verifyHub(request: RawRequest, verifyToken: string, appSecrets: readonly (string | null | undefined)[]): Verdict {
  if (request.method === 'GET') return answerHubChallenge(request.query, verifyToken)
  const secrets = new Set(appSecrets.filter((secret) => typeof secret === 'string' && secret !== ''))
  if (isHubSigned(request, [...secrets] as string[])) return { kind: 'accepted' }
  return { kind: 'refused', status: 401, reason: 'the signature is not that of the app secret over these bytes' }
}
