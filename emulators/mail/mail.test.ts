import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MailEmulator, startMailEmulator } from './start-mail-emulator.ts'

let emulator: MailEmulator
let socket: Socket
beforeEach(async () => {
  emulator = await startMailEmulator({ senders: ['shop@shop.example'] })
  socket = connect(emulator.port, emulator.host)
  await once(socket, 'connect')
  expect(await answer()).toMatch(/^220 /)
})
afterEach(async () => {
  socket.destroy()
  await emulator.close()
})

async function answer(): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString()
}

async function say(line: string): Promise<string> {
  socket.write(`${line}\r\n`)
  return answer()
}

const login = `AUTH PLAIN ${Buffer.from('\0shop\0smtp-password').toString('base64')}`
const headers = [
  'From: Shop <shop@shop.example>',
  'To: dana@example.com',
  'Date: Mon, 30 Nov 2026 10:00:00 +0000',
  'Message-ID: <one@shop.example>',
  'Subject: =?UTF-8?B?0J/RgNC40LLQtdGC?=',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
]

async function hand(lines: readonly string[]): Promise<string> {
  for (const command of ['EHLO test', login, 'MAIL FROM:<shop@shop.example>', 'RCPT TO:<dana@example.com>', 'DATA']) await say(command)
  return say([...lines, '.'].join('\r\n'))
}

test('takes a right mail and gives it back as it was meant', async () => {
  expect(await hand([...headers, '', 'Hello', '..dots'])).toBe('250 2.0.0 Taken\r\n')
  expect(emulator.mails).toMatchObject([
    { from: 'shop@shop.example', to: ['dana@example.com'], subject: 'Привет', text: expect.stringContaining('Hello\n.dots') },
  ])
  expect(emulator.commands).toContain('AUTH PLAIN')
  expect(emulator.commands.join('\n')).not.toContain('smtp-password')
})

test.each([
  ['a header that is missing', headers.filter((line) => !line.startsWith('Date'))],
  ['a header that is there twice', [...headers, 'To: another@example.com']],
  ['another sender than the envelope’s', headers.map((line) => line.replace('<shop@shop.example>', '<boss@shop.example>'))],
  ['a Message-ID that is none', headers.map((line) => line.replace('<one@shop.example>', 'one'))],
  ['bytes that were not agreed on', headers.map((line) => line.replace(/=\?.*/, 'Привет'))],
  ['a line that is too long', [...headers, `X-Long: ${'x'.repeat(1000)}`]],
  ['a bare line end', [...headers.slice(0, -1), 'X-Two: one\nBcc: victim@example.com', ...headers.slice(-1)]],
])('refuses %s', async (_what, lines) => {
  expect(await hand([...lines, '', 'Hello'])).toMatch(/^554 5\.6\.0 /)
  expect(emulator.mails).toEqual([])
})

test('refuses who has not signed in, signs in wrongly, or sends in another name', async () => {
  expect(await say('MAIL FROM:<shop@shop.example>')).toMatch(/^503 /)
  await say('EHLO test')
  expect(await say('MAIL FROM:<shop@shop.example>')).toMatch(/^530 /)
  expect(await say(`AUTH PLAIN ${Buffer.from('\0shop\0wrong').toString('base64')}`)).toMatch(/^535 /)
  expect(await say(login)).toMatch(/^235 /)
  expect(await say('MAIL FROM:<boss@shop.example>')).toMatch(/^553 /)
  expect(await say('MAIL FROM:<shop@shop.example> BODY=8BITMIME')).toMatch(/^501 /)
  expect(await say('RCPT TO:<dana@example.com>')).toMatch(/^503 /)
})
