import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import type { Problem } from '../../contract/paging.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import { AppError, ProviderError } from '../platform/errors.ts'
import { fieldErrors } from './field-errors.ts'

/** Every failure as RFC 9457. What we did not decide on ourselves is reported in the log and masked. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem, retryAfterMs } = describe(error)
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed')
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)))
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem)
}

export function notFound(): AppError {
  return new AppError('not-found', { status: 404, title: 'There is nothing at this address.' })
}

function describe(error: unknown): { problem: Problem; retryAfterMs?: number | undefined } {
  if (error instanceof AppError) {
    const problem = problemOf(error.code, error.status, error.title, error.status >= 500 ? error.title : error.userMessage)
    if (error.errors) problem.errors = error.errors
    return { problem, retryAfterMs: error.retryAfterMs }
  }
  if (error instanceof ProviderError) {
    return {
      problem: problemOf(`provider-${error.code}`, 502, 'The provider refused or could not be reached.', error.message),
      retryAfterMs: error.retryAfterMs,
    }
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problem = problemOf(
      'invalid-request',
      400,
      'The request is not as it should be.',
      'Some fields are missing or wrong: see errors.',
    )
    problem.errors = fieldErrors(error.validation)
    return { problem }
  }
  const fastifyError = error as Partial<FastifyError>
  if (!isResponseSerializationError(error) && typeof fastifyError.statusCode === 'number' && fastifyError.statusCode < 500) {
    return {
      problem: problemOf(
        kebab(fastifyError.code ?? 'bad-request'),
        fastifyError.statusCode,
        'The request was refused.',
        fastifyError.message ?? 'The request was refused.',
      ),
    }
  }
  if (isUnstorableText(error)) {
    return {
      problem: problemOf(
        'text-unstorable',
        400,
        'The request is not as it should be.',
        'A text holds a character that cannot be stored (NUL, or half a surrogate pair).',
      ),
    }
  }
  if (isDatabaseAway(error)) {
    return {
      problem: problemOf('database-away', 503, 'The database cannot be reached.', 'Please try again in a moment.'),
      retryAfterMs: 1000,
    }
  }
  return { problem: problemOf('internal', 500, 'Something went wrong on our side.', 'The failure has been logged. Please try again.') }
}

/** PostgreSQL stores neither NUL nor, in JSON, lone surrogates (22021, 22P05, 22P02 of json). */
function isUnstorableText(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return code === '22021' || code === '22P05' || (code === '22P02' && typeof message === 'string' && message.includes('type json'))
}

function problemOf(code: string, status: number, title: string, detail: string): Problem {
  return { type: `urn:parley:problem:${code}`, title, status, detail }
}

function kebab(code: string): string {
  return code
    .toLowerCase()
    .replace(/^fst_(err_)?/, '')
    .replaceAll('_', '-')
}
