import type { Connection, RawRequest, Verdict } from '../adapter.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'
import { answerHubChallenge, isHubSigned } from './verify-hub-signature.ts'

/** Meta's handshake (GET) and signature (POST) for one channel's webhook. */
export function verifyWhatsApp(request: RawRequest, { credentials }: Connection<WhatsAppSettings, WhatsAppCredentials>): Verdict {
  if (request.method === 'GET') return answerHubChallenge(request.query, credentials.verifyToken)
  if (isHubSigned(request, [credentials.appSecret])) return { kind: 'accepted' }
  return { kind: 'refused', status: 401, reason: 'the signature is not that of the app secret over these bytes' }
}
