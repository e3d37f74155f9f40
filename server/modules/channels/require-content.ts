import { ProviderError } from '../../platform/errors.ts'

/** A message of nothing but white space comes down to no call at all: it fails with a reason instead of counting as sent. */
export function requireContent<Part>(provider: string, parts: Part[]): Part[] {
  if (parts.length > 0) return parts
  throw new ProviderError({ provider, code: 'invalid', retryable: false, message: 'The message is empty.' })
}
