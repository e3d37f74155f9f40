import { createHmac } from 'node:crypto'
import type { CustomerMessage, ProviderStatus } from '../history.ts'
import type { Account, Customer } from './accounts.ts'

/** One event on its way from a provider to Parley. */
export interface Piece {
  account: Account
  /** WhatsApp: an entry of `messages` or `statuses`; Telegram: the whole update. */
  json: object
  /** WhatsApp: what `contacts` says of the sender. */
  contact: object | null
  of: { kind: 'message'; record: CustomerMessage } | { kind: 'status'; record: ProviderStatus }
}

export function whatsAppMessage(customer: Customer, record: CustomerMessage, text: string): Piece {
  const { phone, userId, name, account } = customer
  const scoped = userId === null ? {} : { user_id: userId }
  return {
    account,
    json: {
      from: phone,
      ...(userId === null ? {} : { from_user_id: userId }),
      id: record.externalId,
      timestamp: String(record.at / 1000),
      type: 'text',
      text: { body: text },
    },
    contact: { profile: { name }, wa_id: phone, ...scoped },
    of: { kind: 'message', record },
  }
}

export function telegramUpdate(customer: Customer, record: CustomerMessage, text: string, updateId: number): Piece {
  const id = Number(customer.phone)
  return {
    account: customer.account,
    json: {
      update_id: updateId,
      message: {
        message_id: Number(record.externalId.split(':')[1]),
        from: { id, is_bot: false, first_name: customer.name, language_code: 'en' },
        chat: { id, first_name: customer.name, type: 'private' },
        date: record.at / 1000,
        text,
      },
    },
    contact: null,
    of: { kind: 'message', record },
  }
}

/** A request as the provider makes it: path, headers, bytes. */
export interface WebhookRequest {
  path: string
  headers: Record<string, string>
  body: string
}

/** WhatsApp puts many events into a body, messages and statuses mixed; Telegram sends each update by itself. */
export function writeRequest(account: Account, pieces: readonly Piece[]): WebhookRequest {
  const headers = { 'content-type': 'application/json' }
  if (account.type === 'telegram') {
    return {
      path: account.webhookPath,
      headers: { ...headers, 'x-telegram-bot-api-secret-token': account.secret },
      body: JSON.stringify(pieces[0]?.json),
    }
  }
  const messages = pieces.filter((piece) => piece.of.kind === 'message')
  const statuses = pieces.filter((piece) => piece.of.kind === 'status')
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550000000', phone_number_id: account.externalId },
    ...(messages.length > 0 && { contacts: messages.map((piece) => piece.contact), messages: messages.map((piece) => piece.json) }),
    ...(statuses.length > 0 && { statuses: statuses.map((piece) => piece.json) }),
  }
  const body = escaped({
    object: 'whatsapp_business_account',
    entry: [{ id: account.businessAccountId, changes: [{ field: 'messages', value }] }],
  })
  const signature = createHmac('sha256', account.secret).update(body).digest('hex')
  return { path: account.webhookPath, headers: { ...headers, 'x-hub-signature-256': `sha256=${signature}` }, body }
}

/** As Meta writes it: ASCII only, slashes escaped; the signature is over these bytes. */
function escaped(value: object): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
