import type { Connection } from '../adapter.ts'
import { asId, asObject, type JsonObject } from '../json-value.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

/** The body around one entry of the journal. What came for another number was not kept, so there is nothing to restore. */
export function restoreWhatsApp(
  kind: string,
  raw: unknown,
  { settings }: Connection<WhatsAppSettings, WhatsAppCredentials>,
): Buffer | null {
  const piece = asObject(raw)
  if (!piece) return null
  const change = Array.isArray(piece.changes) ? null : changeAround(kind, piece, settings)
  const entry = change ? { id: settings.businessAccountId, changes: [change] } : piece
  return 'changes' in entry ? Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [entry] })) : null
}

function changeAround(kind: string, piece: JsonObject, settings: WhatsAppSettings): JsonObject | null {
  if ('field' in piece) return asObject(piece.value) ? piece : null
  const metadata = { display_phone_number: settings.displayPhoneNumber ?? '', phone_number_id: settings.phoneNumberId }
  const around = (field: string, value: JsonObject): JsonObject => ({ field, value: { messaging_product: 'whatsapp', metadata, ...value } })
  const [only, ...others] = Object.keys(piece)
  if (others.length === 0 && only === 'call') return around('calls', { calls: [piece.call] })
  if (others.length === 0 && only === 'standby')
    return around('standby', kind === 'echo' ? { message_echoes: [piece.standby] } : { messages: [piece.standby] })
  if ('history_context' in piece) {
    const customer = kind === 'echo' ? asId(piece.to) : asId(piece.from)
    return around('history', { history: [{ threads: [{ id: customer, messages: [piece] }] }] })
  }
  if (kind === 'echo') return around('smb_message_echoes', { message_echoes: [piece] })
  return 'status' in piece ? around('messages', { statuses: [piece] }) : around('messages', { messages: [piece] })
}
