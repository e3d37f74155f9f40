import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger } from './log.ts'

test('F101: secrets, phone numbers and message text do not reach the log, even inside an object that is logged whole', () => {
  let written = ''
  const destination = new Writable({
    write(piece: Buffer, _encoding, done) {
      written += piece.toString()
      done()
    },
  })
  const log = createLogger({ level: 'info', destination })
  log.info(
    { channel: { credentials: { accessToken: 'planted-1' }, token: 'planted-2' }, phone: 'planted-3', message: { text: 'planted-4' } },
    'connected',
  )
  log.debug('below the level')
  expect(written).not.toContain('planted')
  expect(JSON.parse(written)).toMatchObject({
    level: 'info',
    msg: 'connected',
    phone: '[redacted]',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
  })
})
