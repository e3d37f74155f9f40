import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { Tx } from '../../platform/db.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { EndpointRow } from './queries.ts'

/** How long the secret before still signs after a rotation, so that receivers can change over without a gap. */
export const overlapMs = 24 * 3_600_000

export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export type SecretColumn = 'secret' | 'previous_secret'

export function secretPlace(endpointId: string, column: SecretColumn) {
  return { table: 'webhook_endpoints', column, row: endpointId }
}

/** The secrets that sign at this moment, the newest first. */
export async function openSigningSecrets(secrets: Secrets, tx: Tx, endpoint: EndpointRow, now: Date): Promise<string[]> {
  const { workspace_id: workspaceId, id, secret, previous_secret: previous, previous_secret_until: until } = endpoint
  const current = await secrets.open(tx, workspaceId, secretPlace(id, 'secret'), secret)
  if (previous === null || until === null || until <= now) return [current]
  return [current, await secrets.open(tx, workspaceId, secretPlace(id, 'previous_secret'), previous)]
}

/** The three headers of the Standard Webhooks specification, with one signature for each secret. */
export function signatureHeaders(signing: readonly string[], message: { id: string; at: Date; body: string }): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.at.getTime() / 1000)),
    'webhook-signature': signing.map((secret) => new Webhook(secret).sign(message.id, message.at, message.body)).join(' '),
  }
}
