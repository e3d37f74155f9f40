import { hasZodFastifySchemaValidationErrors, validatorCompiler } from 'fastify-type-provider-zod'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { newSourcesSchema } from '../../contract/knowledge.ts'
import { fieldErrors } from './field-errors.ts'

const pathsOf = (schema: z.ZodType, body: unknown): string[] => {
  const { error } = validatorCompiler({ schema, method: 'POST', url: '/' })(body) as { error?: unknown }
  const refusal = { validation: error }
  return hasZodFastifySchemaValidationErrors(refusal) ? fieldErrors(refusal.validation).map((field) => field.path) : []
}

test('a field is named by its path', () => {
  expect(pathsOf(z.object({ config: z.object({ color: z.string() }) }), { config: {} })).toEqual(['config.color'])
})

test('of several shapes the one that was meant is explained', () => {
  const good = { type: 'faq', question: 'Open?', answer: 'Yes.' }
  expect(pathsOf(newSourcesSchema, { sources: [good, { ...good, question: '' }] })).toEqual(['sources.1.question'])
  expect(pathsOf(newSourcesSchema, { sources: [] })).toEqual(['sources'])
  expect(pathsOf(newSourcesSchema, { type: 'carrier-pigeon' })).toEqual(['type'])
  expect(pathsOf(newSourcesSchema, { type: 'url', url: 'file:///etc/passwd' })).toEqual(['url'])
})
