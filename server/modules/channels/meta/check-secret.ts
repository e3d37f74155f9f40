import { createHmac } from 'node:crypto'
import { ProviderError } from '../../../platform/errors.ts'
import type { HealthCheck } from '../health-check.ts'
import { callGraph, type GraphOptions } from './graph.ts'

export interface SecretQuestion {
  accessToken: string
  appSecret: string
  /** An object that the token may see: asked for before without any proof. */
  path: string
}

/**
 * Whether the app secret is that of the app which the token belongs to. Graph refuses a wrong `appsecret_proof` (HMAC-SHA256 of the token under the
 * secret, hex), asked for or not; with a wrong secret all that Meta sends would be refused here.
 */
export async function checkAppSecret(options: GraphOptions, { accessToken, appSecret, path }: SecretQuestion): Promise<HealthCheck[]> {
  const name = 'App secret'
  const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex')
  try {
    await callGraph(options, { method: 'GET', path, accessToken, query: { fields: 'id', appsecret_proof: proof } })
    return [{ name, ok: true, detail: 'It is that of the app which the token belongs to.' }]
  } catch (error) {
    if (!(error instanceof ProviderError) || error.providerCode !== '100') return []
    const detail =
      'The app secret is not that of the app which the token belongs to, so nothing that Meta sends is taken. Copy it from Meta app → App settings → Basic.'
    return [{ name, ok: false, detail, breaks: true }]
  }
}
