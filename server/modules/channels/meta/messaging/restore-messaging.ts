import { asObject, type JsonObject } from '../../json-value.ts'

/** The body around one entry of the journal. What was said while another app had the conversation comes back as just that, and is not answered. */
export function restoreMessaging(object: string, accountId: string, raw: unknown): Buffer | null {
  const item = asObject(raw)
  if (!item || Object.keys(item).length === 0) return null
  return Buffer.from(JSON.stringify({ object, entry: [{ id: accountId, ...around(item) }] }))
}

function around(item: JsonObject): JsonObject {
  const comment = asObject(item.comment)
  if (comment) return { time: item.time, changes: [comment] }
  return 'standby' in item ? { standby: [item.standby] } : { messaging: [item] }
}
