import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTelegramEmulator, type TelegramEmulator } from '../../../../emulators/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import { telegramEgress } from './egress.ts'
import { botToken, connection, person, posted } from './telegram-fixtures.ts'

const localFolder = mkdtempSync(path.join(os.tmpdir(), 'parley-bot-api-'))
const bytes = Buffer.alloc(21 * 1024 * 1024, 7)
let emulator: TelegramEmulator
let local: TelegramEmulator

beforeAll(async () => {
  emulator = await startTelegramEmulator()
  local = await startTelegramEmulator({ localFolder })
  for (const one of [emulator, local]) {
    one.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
    const customer = one.customer({ id: person.id, name: 'Aruzhan' })
    customer.send({ type: 'document', file: bytes, mimeType: 'application/zip', filename: 'large.zip' })
  }
})
afterAll(async () => {
  await emulator.close()
  await local.close()
  rmSync(localFolder, { recursive: true, force: true })
})

/** Fetches the file of the message that waits there. */
async function fetchFrom(url: string, localFiles: string | null, reference?: Record<string, unknown>) {
  const http = httpForEmulator(telegramEgress, url)
  const adapter = createTelegramAdapter({ ...http, baseUrl: url, localFiles, clock: systemClock })
  try {
    const fetched = await adapter.download?.(reference ?? {}, connection)
    return fetched && { size: fetched.size, bytes: await buffer(fetched.stream) }
  } finally {
    await http.close()
  }
}

function referenceIn(from: TelegramEmulator): Record<string, unknown> {
  const update = from.network.bots.get(123456789)?.queue.at(-1)?.update
  const adapter = createTelegramAdapter({ fetch, fetchMedia: fetch, clock: systemClock })
  const [event] = adapter.parse(posted(Buffer.from(JSON.stringify(update))), connection)
  return event?.kind === 'message' ? (event.content.media?.[0]?.reference ?? {}) : {}
}

test('other 1 (getFile): more than 20 MB are not handed over, and the reason says so', async () => {
  await expect(fetchFrom(emulator.url, null, referenceIn(emulator))).rejects.toMatchObject({
    code: 'media',
    retryable: false,
    providerCode: 'too-large',
    message: expect.stringContaining('20 MB'),
  })
})

test('other 1 (getFile): a server in local mode hands over any size by a path', async () => {
  const fetched = await fetchFrom(local.url, localFolder, referenceIn(local))
  expect(fetched?.size).toBe(bytes.length)
  expect(fetched?.bytes.equals(bytes)).toBe(true)
  await expect(fetchFrom(local.url, null, referenceIn(local))).rejects.toThrow('TELEGRAM_API_FILES')
  const adapter = createTelegramAdapter({ fetch, fetchMedia: fetch, localFiles: localFolder, clock: systemClock })
  expect(adapter.capabilities.media.document?.maxBytes).toBe(2000 * 1024 * 1024)
})

test('other 1 (getFile): no path that a server names leads out of the folder of the bot', async () => {
  const outside = path.join(localFolder, 'of-nobody.txt')
  writeFileSync(outside, 'secret')
  mkdirSync(path.join(localFolder, botToken), { recursive: true })
  symlinkSync(outside, path.join(localFolder, botToken, 'link'))
  const paths = ['/etc/passwd', `/x/${botToken}/../of-nobody.txt`, `/x/${botToken}/`, `/x/${botToken}/link`, `../bot${botToken}/getMe`]
  const server = createServer((_request, response) => response.end(JSON.stringify({ ok: true, result: { file_path: paths.shift() } })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  while (paths.length > 0)
    await expect(fetchFrom(url, localFolder, { fileId: 'any' })).rejects.toMatchObject({ code: 'media', retryable: false })
  server.close()
})

test('other 1 (getFile): the token stands in the address alone, in no reference, no error and no ledger', async () => {
  const secret = botToken.split(':')[1] ?? ''
  const reference = referenceIn(local)
  expect(Object.keys(reference)).toEqual(['fileId'])
  expect(JSON.stringify(reference)).not.toContain(secret)
  local.faults.add({ match: { path: '/getFile' }, kind: 'status', status: 400, times: 1 })
  const failures = [
    await fetchFrom(emulator.url, null, { fileId: 'no-such-file' }).catch((error: unknown) => error),
    await fetchFrom(local.url, localFolder, reference).catch((error: unknown) => error),
    await fetchFrom('http://127.0.0.1:9', null, reference).catch((error: unknown) => error),
  ]
  for (const error of failures) {
    expect(error).toBeInstanceOf(Error)
    const { message, stack, cause } = error as Error
    expect(JSON.stringify([error, message, stack, String(cause), (cause as Error | undefined)?.stack])).not.toContain(secret)
  }
  expect(JSON.stringify(local.ledger.entries())).not.toContain(secret)
})
