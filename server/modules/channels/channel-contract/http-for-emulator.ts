import type { EgressDeclaration } from '../../../platform/egress.ts'
import { createHttpClient } from '../../../platform/http-client.ts'
import { createLogger } from '../../../platform/log.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'

/** The program's own way out, led to an emulator as the setting of that provider would lead it. */
export function httpForEmulator(
  egress: EgressDeclaration,
  url: string,
): { fetch: TextFetch; fetchMedia: typeof fetch; close(): Promise<void> } {
  const none = { META_GRAPH_URL: null, TELEGRAM_API_URL: null, TWILIO_API_URL: null, STRIPE_API_URL: null, OPENAI_BASE_URL: null }
  const config = { providerUrls: egress.setting ? { ...none, [egress.setting]: url } : none, allowedPrivateHosts: [] }
  const http = createHttpClient({ config, log: createLogger({ level: 'silent' }), egress: [egress] })
  return { fetch: http.textFetchFor(egress.purpose), fetchMedia: http.fetchFor(egress.purpose), close: () => http.close() }
}
