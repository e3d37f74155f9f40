import { expect, test } from 'vitest'
import { createLogger } from './log.ts'

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } }))
  return lines.join('')
}

test('F101: what a library hangs on its error does not reach the log, its name, message, code and stack do', () => {
  const error = Object.assign(new Error('the provider refused'), {
    code: 'refused',
    requestBodyValues: { messages: ['planted-words'] },
    responseBody: 'planted-words',
    detail: 'Failing row contains (planted-words).',
    response: { headers: { authorization: 'planted-words' } },
  })
  const line = logged((log) => log.error({ err: error }, 'failed'))
  expect(JSON.parse(line)).toMatchObject({ msg: 'failed', err: { type: 'Error', message: 'the provider refused', code: 'refused' } })
  expect(line).toContain('log.test.ts')
  expect(line).not.toContain('planted-words')
  expect(logged((log) => log.error({ err: { text: 'planted-words' } }, 'failed'))).not.toContain('planted-words')
})

test('F101: an error that quotes what it could not read is logged without the quotation, also as a cause', () => {
  const errors: unknown[] = []
  try {
    JSON.parse('planted-words and more')
  } catch (error) {
    errors.push(error, new Error('the answer cannot be read', { cause: error }))
  }
  errors.push(Object.assign(new Error('invalid input syntax for type uuid: "planted-words"'), { code: '22P02' }))
  expect(errors).toHaveLength(3)
  for (const err of errors) {
    const line = logged((log) => log.error({ err }, 'failed'))
    expect(line).not.toContain('planted')
    expect(line).toMatch(/not valid JSON|invalid input syntax/)
  }
})

test('secrets and texts in objects that are logged whole are blanked', () => {
  const line = logged((log) =>
    log.info({ token: 'planted-1', message: { text: 'planted-2', id: 'kept' }, a: { b: { phone: 'planted-3' } } }, 'seen'),
  )
  expect(line).toContain('kept')
  expect(line).not.toContain('planted')
})
