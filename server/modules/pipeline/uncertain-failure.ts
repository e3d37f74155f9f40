import { AppError, ProviderError } from '../../platform/errors.ts'

/** The request never left: nobody can have taken it. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])
const refusedByUs = new Set(['address-refused', 'egress-undeclared'])

/** Whether the provider may have the message although the call failed: it timed out, broke off, or brought half an answer. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof ProviderError) return error.uncertain
  if (error instanceof AppError && refusedByUs.has(error.code)) return false
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (neverLeft.has(String((cause as { code?: unknown }).code))) return false
  }
  return true
}
