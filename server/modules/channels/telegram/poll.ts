import { setTimeout as sleep } from 'node:timers/promises'
import { ProviderError } from '../../../platform/errors.ts'
import type { Connection, RawRequest } from '../adapter.ts'
import { asList, asNumber, asObject } from '../json-value.ts'
import { type BotApiOptions, callBot } from './bot-api.ts'
import { allowedUpdates } from './connect.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'
import { secretHeader } from './verify.ts'

const waitSeconds = 20
const longestPauseMs = 30_000
/** Now and then a fetch of our own that broke off is still under way there; so often it is another program, which takes half of what comes. */
const mostConflicts = 5
const conflictsWithinMs = 5 * 60_000

/**
 * Asks for updates, hands each over as the request that its webhook would have been, and confirms it only then: Telegram keeps what is not
 * confirmed for a day. Failures pause with a growing wait; a refused token ends it, and so does another program that fetches for the same bot, because asking again
 * would not help.
 * @throws ProviderError
 */
export async function pollTelegram(
  options: BotApiOptions,
  connection: Connection<TelegramSettings, TelegramCredentials>,
  deliver: (request: RawRequest) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let offset: number | undefined
  let failures = 0
  let conflicts: number[] = []
  while (!signal.aborted) {
    try {
      const parameters = { timeout: waitSeconds, allowed_updates: allowedUpdates, ...(offset === undefined ? {} : { offset }) }
      const updates = asList(await callBot(options, connection.credentials.botToken, 'getUpdates', parameters, signal))
      for (const update of updates) {
        await deliver(requestFor(update, connection))
        const id = asNumber(asObject(update)?.update_id)
        if (id !== null) offset = id + 1
      }
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ProviderError && error.code === 'unauthorized') throw error
      if (error instanceof ProviderError && error.providerCode === '409') {
        const now = performance.now()
        conflicts = [...conflicts.filter((at) => now - at < conflictsWithinMs), now]
        if (conflicts.length >= mostConflicts) throw error
      }
      failures += 1
      const pause =
        error instanceof ProviderError && error.retryAfterMs ? error.retryAfterMs : Math.min(250 * 2 ** failures, longestPauseMs)
      await sleep(pause, undefined, { signal }).catch(() => {})
    }
  }
}

function requestFor(update: unknown, { channelId, credentials }: Connection<TelegramSettings, TelegramCredentials>): RawRequest {
  return {
    method: 'POST',
    url: `/webhooks/telegram/${channelId}`,
    query: {},
    headers: { 'content-type': 'application/json', [secretHeader]: credentials.webhookSecret },
    body: Buffer.from(JSON.stringify(update)),
  }
}
