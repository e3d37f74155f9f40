import { ProviderError } from '../../platform/errors.ts'
import type { HealthCheck } from './health-check.ts'

/** A question that the provider answered with no, or did not answer. Only a refused token breaks a channel: the rest may pass. */
export function failedCheck(name: string, error: unknown, unreached: string): HealthCheck {
  if (!(error instanceof ProviderError)) return { name, ok: false, detail: unreached }
  return { name, ok: false, detail: error.message, ...(error.code === 'unauthorized' ? { breaks: true, mend: 'access' as const } : {}) }
}
