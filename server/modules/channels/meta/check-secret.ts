import { createHmac } from 'node:crypto'
import { ProviderError } from '../../../platform/errors.ts'
import type { HealthCheck } from '../health-check.ts'
import { callGraph, type GraphError, type GraphOptions } from './graph.ts'

export interface SecretQuestion {
  accessToken: string
  /** Those that may be the app's: the channel's, and the installation's own of the day. */
  appSecrets: readonly (string | null | undefined)[]
  /** An object that the token may see: asked for before without any proof. */
  path: string
}

/**
 * Whether one of the app secrets is that of the app which the token belongs to. Graph refuses a wrong `appsecret_proof` (HMAC-SHA256 of the token under the
 * secret, hex), asked for or not; with a wrong secret all that Meta sends would be refused here. Any other answer proves nothing.
 */
export async function checkAppSecret(options: GraphOptions, { accessToken, appSecrets, path }: SecretQuestion): Promise<HealthCheck[]> {
  const name = 'App secret'
  const secrets = [...new Set(appSecrets)].filter((secret) => typeof secret === 'string')
  let refused = 0
  for (const secret of secrets) {
    const verdict = await proves(options, accessToken, secret, path)
    if (verdict === 'right') return [{ name, ok: true, detail: 'It is that of the app which the token belongs to.' }]
    if (verdict === 'wrong') refused += 1
  }
  if (refused === 0 || refused < secrets.length) return []
  const detail =
    'The app secret is not that of the app which the token belongs to, so nothing that Meta sends is taken. Copy it from Meta app → App settings → Basic.'
  return [{ name, ok: false, detail, breaks: true, mend: 'details' }]
}

/** Told by Graph's own words: its code 100 stands for much else. */
async function proves(options: GraphOptions, accessToken: string, appSecret: string, path: string): Promise<'right' | 'wrong' | 'unknown'> {
  let isRefused = false
  const explain = (error: GraphError) => {
    isRefused = /invalid appsecret_proof/i.test(`${error.message} ${error.details ?? ''}`)
    return options.explain(error)
  }
  const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex')
  try {
    await callGraph({ ...options, explain }, { method: 'GET', path, accessToken, query: { fields: 'id', appsecret_proof: proof } })
    return 'right'
  } catch (error) {
    return isRefused && error instanceof ProviderError ? 'wrong' : 'unknown'
  }
}
