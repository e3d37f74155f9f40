import type { Account, Customer } from '../customers/accounts.ts'
import { type History, now, type ProviderSend } from '../history.ts'
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
  customers: ReadonlyMap<string, Customer>
}

/** Telegram's Bot API (core.telegram.org/bots/api) as far as text messages need it. It never says which of our messages it took. */
export function openTelegram(options: Options): Promise<Door> {
  const byToken = new Map(options.accounts.map((account) => [account.token, account]))
  let sent = 0

  function handle(exchange: Exchange) {
    const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)/.exec(exchange.path) ?? []
    const account = byToken.get(token)
    if (!account) return exchange.json(401, { ok: false, error_code: 401, description: 'Unauthorized' })
    if (method === 'sendMessage') return send(exchange, account)
    if (method === 'getMe')
      return ok(exchange, { id: Number(account.externalId), is_bot: true, first_name: 'Chaos', username: `${account.key}_bot` })
    if (method === 'setWebhook') {
      const given = JSON.parse(exchange.body) as { url: string; secret_token: string }
      account.secret = given.secret_token
      account.webhookPath = new URL(given.url).pathname
    }
    if (method === 'getWebhookInfo') return ok(exchange, { url: '', pending_update_count: 0 })
    ok(exchange, true)
  }

  function send(exchange: Exchange, account: Account) {
    const body = JSON.parse(exchange.body) as { chat_id: string | number; text?: string }
    const kind = options.faults.next(account.key)
    const record: ProviderSend = {
      at: now(),
      by: exchange.by,
      channelId: account.channelId,
      customer: options.customers.get(String(body.chat_id))?.key ?? String(body.chat_id),
      text: body.text ?? '',
      messageId: null,
      call: 0,
      externalId: null,
      answer: kind,
      answeredAt: null,
    }
    options.history.sends.push(record)
    if (hasEffect(kind)) {
      sent += 1
      record.externalId = `${body.chat_id}:${1_000_000_000 + sent}`
    }
    const chat = { id: Number(body.chat_id), type: 'private' }
    answerSend(exchange, record, options.random, {
      accepted: { ok: true, result: { message_id: 1_000_000_000 + sent, date: Math.floor(now() / 1000), chat, text: record.text } },
      tooMany: { ok: false, error_code: 429, description: 'Too Many Requests: retry after 1', parameters: { retry_after: 1 } },
      unavailable: { ok: false, error_code: 502, description: 'Bad Gateway' },
    })
  }

  return openDoor(handle, options.processes)
}

function ok(exchange: Exchange, result: unknown) {
  exchange.json(200, { ok: true, result })
}
