import type { Connection, RawRequest, Verdict } from '../adapter.ts'
import { type AppIdentity, verifyHub } from '../meta/index.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

/** Meta's handshake and signature for one channel's webhook. */
export function verifyWhatsApp(
  request: RawRequest,
  { credentials }: Connection<WhatsAppSettings, WhatsAppCredentials>,
  installation?: Pick<AppIdentity, 'appSecret'>,
): Verdict {
  return verifyHub(request, credentials.verifyToken, [credentials.appSecret, installation?.appSecret])
}
