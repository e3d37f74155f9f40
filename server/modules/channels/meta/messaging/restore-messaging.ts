import { asObject } from '../../json-value.ts'

/** The body around one entry of the journal. What was said while another app had the conversation comes back as just that, and is not answered. */
export function restoreMessaging(object: string, accountId: string, raw: unknown): Buffer | null {
  const item = asObject(raw)
  if (!item || Object.keys(item).length === 0) return null
  const entry = 'standby' in item ? { id: accountId, standby: [item.standby] } : { id: accountId, messaging: [item] }
  return Buffer.from(JSON.stringify({ object, entry: [entry] }))
}
