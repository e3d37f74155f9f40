import type { SharedTarget } from '../adapter.ts'
import { asId, asList, asObject, type JsonObject } from '../json-value.ts'
import { readBody } from '../read-body.ts'

/**
 * One address may serve every Meta channel of the installation: what the body names decides, never the URL. Each channel found is then given
 * the whole request: it checks the signature with its own secret and reads only what is its own.
 * @throws AppError `body-unreadable` when the body is no JSON
 */
export function routeMetaBody(body: Buffer): SharedTarget[] {
  const root = readBody(body)
  const first = asObject(Array.isArray(root) ? root[0] : root)
  const entries = asList(first?.entry)
    .map(asObject)
    .filter((entry) => entry !== null)
  const targets = new Map(entries.flatMap((entry) => targetsOf(first?.object, entry)).map((target) => [JSON.stringify(target), target]))
  return [...targets.values()]
}

function targetsOf(object: unknown, entry: JsonObject): SharedTarget[] {
  switch (object) {
    case 'whatsapp_business_account':
      return asList(entry.changes).flatMap((change) => numberOf(change, asId(entry.id)))
    case 'page':
      return accountsOf(entry).map((accountId) => ({ type: 'messenger', accountId }))
    case 'instagram':
      return accountsOf(entry).map((accountId) => ({ type: 'instagram', accountId }))
    default:
      return []
  }
}

function numberOf(change: unknown, account: string | null): SharedTarget[] {
  const number = asId(asObject(asObject(asObject(change)?.value)?.metadata)?.phone_number_id)
  if (number !== null) return [{ type: 'whatsapp', accountId: number }]
  return account === null ? [] : [{ type: 'whatsapp', setting: 'businessAccountId', value: account }]
}

/** Who is spoken to names the account more surely than the entry: that of a postback may carry the customer's id, or 0. */
function accountsOf(entry: JsonObject): string[] {
  const items = [...asList(entry.messaging), ...asList(entry.standby)].map(asObject)
  const ids = items.map((item) => asId(asObject(asObject(item?.message)?.is_echo === true ? item?.sender : item?.recipient)?.id))
  return [...new Set([asId(entry.id), ...ids])].filter((id) => id !== null)
}
