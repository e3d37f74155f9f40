import type { Account, Customer } from '../customers/accounts.ts'
import type { Piece } from '../customers/pieces.ts'
import { type AnswerKind, type History, now, type ProviderSend, type ProviderStatus, type StatusName } from '../history.ts'
import type { Random } from '../random.ts'
import { answerSend, hasEffect } from './answer-send.ts'
import type { FaultPlan } from './fault-plan.ts'
import { type Door, type Exchange, openDoor } from './http-door.ts'

interface Options {
  history: History
  random: Random
  /** The processes, which have an address each. */
  processes: readonly string[]
  faults: FaultPlan
  accounts: readonly Account[]
  /** By phone number and by business-scoped id. */
  customers: ReadonlyMap<string, Customer>
  slowStatuses: number
  /** A status on its way back. */
  offer(piece: Piece, delayMs: number): void
}

/** WhatsApp's Cloud API as far as text messages need it: developers.facebook.com/documentation/business-messaging/whatsapp. */
export function openWhatsApp(options: Options): Promise<Door> {
  const byNumber = new Map(options.accounts.map((account) => [account.externalId, account]))
  let sent = 0

  function handle(exchange: Exchange) {
    const [, , id = '', action = ''] = (exchange.path.split('?')[0] ?? '').split('/')
    const account = byNumber.get(id)
    if (exchange.method === 'POST' && action === 'messages' && account) return send(exchange, account)
    answerAccount(exchange, id, action, options.accounts)
  }

  function send(exchange: Exchange, account: Account) {
    const body = JSON.parse(exchange.body) as Record<string, unknown>
    // A read receipt or "is typing".
    if (body.status === 'read') return exchange.json(200, { success: true })
    const kind = options.faults.next(account.key)
    const record = recordSend(options, account, body, kind, exchange.by)
    if (hasEffect(kind)) {
      sent += 1
      record.externalId = `wamid.OUT${sent}`
      sendStatuses(options, account, record, recipientOf(body))
    }
    answerSend(exchange, record, options.random, {
      accepted: {
        messaging_product: 'whatsapp',
        contacts: [{ input: record.customer }],
        messages: [{ id: record.externalId }],
      },
      tooMany: { error: { message: '(#130429) Rate limit hit', type: 'OAuthException', code: 130429 } },
      unavailable: { error: { message: 'Service temporarily unavailable', type: 'OAuthException', code: 2, is_transient: true } },
    })
  }

  return openDoor(handle, options.processes)
}

function recordSend(
  { history, customers }: Options,
  account: Account,
  body: Record<string, unknown>,
  answer: AnswerKind,
  by: string,
): ProviderSend {
  const to = recipientOf(body)
  const [messageId, call] = String(body.biz_opaque_callback_data ?? '').split('.')
  const record: ProviderSend = {
    at: now(),
    by,
    channelId: account.channelId,
    customer: customers.get(to)?.key ?? to,
    text: (body.text as { body?: string } | undefined)?.body ?? '',
    messageId: messageId || null,
    call: Number(call ?? 0),
    externalId: null,
    answer,
    answeredAt: null,
  }
  history.sends.push(record)
  return record
}

function recipientOf(body: Record<string, unknown>): string {
  return String(body.to ?? body.recipient ?? '').replace('+', '')
}

/** Which statuses a message comes to, and how long after it each is sent: in the wrong order now and then. */
function sendStatuses(options: Options, account: Account, send: ProviderSend, to: string): void {
  const { random } = options
  const fate = random.next()
  const names: StatusName[] =
    fate < 0.02 ? ['sent', 'failed'] : fate < 0.1 ? ['sent'] : fate < 0.55 ? ['sent', 'delivered'] : ['sent', 'delivered', 'read']
  let delay = random.chance(options.slowStatuses) ? random.between(5_600, 6_600) : 0
  for (const name of names) {
    delay = random.chance(0.1) ? Math.max(0, delay - random.between(0, 300)) : delay + random.between(0, 600)
    const record: ProviderStatus = {
      channelId: account.channelId,
      externalId: send.externalId ?? '',
      messageId: send.messageId,
      status: name,
      acknowledgedAt: null,
    }
    options.history.statuses.push(record)
    options.offer({ account, json: statusJson(record, send, to), contact: null, of: { kind: 'status', record } }, delay)
  }
}

function statusJson(record: ProviderStatus, send: ProviderSend, to: string): object {
  return {
    id: record.externalId,
    status: record.status,
    timestamp: String(Math.floor(now() / 1000)),
    recipient_id: to,
    ...(send.messageId === null ? {} : { biz_opaque_callback_data: `${send.messageId}.${send.call}` }),
    ...(record.status === 'failed' && {
      errors: [
        { code: 131026, title: 'Message undeliverable', message: 'Message undeliverable', error_data: { details: 'Not on WhatsApp' } },
      ],
    }),
  }
}

/** What connecting a number asks: never broken, because a run begins with it. */
function answerAccount(exchange: Exchange, id: string, action: string, accounts: readonly Account[]) {
  if (exchange.method !== 'GET') return exchange.json(200, { success: true })
  const numbers = accounts.filter((account) => account.businessAccountId === id && account.type === 'whatsapp')
  if (action === 'phone_numbers') return exchange.json(200, { data: numbers.map((account) => ({ id: account.externalId })) })
  if (action === 'subscribed_apps') return exchange.json(200, { data: [{ whatsapp_business_api_data: { id: 'app' } }] })
  exchange.json(200, {
    id,
    display_phone_number: '+1 555 000 0000',
    verified_name: 'Chaos kettles',
    quality_rating: 'GREEN',
    code_verification_status: 'VERIFIED',
  })
}
