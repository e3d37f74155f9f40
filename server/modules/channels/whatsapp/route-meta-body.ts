import type { SharedTarget } from '../adapter.ts'
import { asId, asList, asObject, asText } from '../json-value.ts'
import { readBody } from '../read-body.ts'

/**
 * One address may serve every Meta channel of the installation: what the body names decides, never the URL. Each channel found is then given
 * the whole request: it checks the signature with its own secret and reads only what is its own.
 * @throws AppError `body-unreadable` when the body is no JSON
 */
export function routeMetaBody(body: Buffer): SharedTarget[] {
  const root = readBody(body)
  const first = asObject(Array.isArray(root) ? root[0] : root)
  if (first?.object !== 'whatsapp_business_account') return []
  const targets = new Map<string, SharedTarget>()
  for (const piece of asList(first.entry)) {
    const entry = asObject(piece)
    for (const change of asList(entry?.changes)) {
      const number = asId(asObject(asObject(asObject(change)?.value)?.metadata)?.phone_number_id)
      const account = asText(asId(entry?.id))
      if (number !== null) targets.set(`number ${number}`, { type: 'whatsapp', accountId: number })
      else if (account !== null) targets.set(`account ${account}`, { type: 'whatsapp', setting: 'businessAccountId', value: account })
    }
  }
  return [...targets.values()]
}
