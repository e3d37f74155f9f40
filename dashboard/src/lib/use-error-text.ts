import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, type ApiErrorKind } from './api-error.ts'

const keys = {
  network: 'error.network',
  unauthenticated: 'error.unauthenticated',
  forbidden: 'error.forbidden',
  'not-found': 'error.notFound',
  conflict: 'error.conflict',
  limited: 'error.limited',
  invalid: 'error.invalid',
  server: 'error.server',
} as const satisfies Record<ApiErrorKind, string>

/** More of them are read at their fields. */
const mostFaults = 3

/** The server's own sentence says most about a refused request; the rest is said in the person's language. */
export function errorText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.server')
  const isSpecific = error.kind === 'conflict' || error.kind === 'invalid'
  const faults = [...new Set(error.fields.map(({ message }) => message))]
  if (isSpecific && faults.length > 0 && faults.length <= mostFaults) return faults.join(' ')
  if (isSpecific && error.detail) return error.detail
  return t(keys[error.kind])
}

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation()
  return useCallback((error) => errorText(t, error), [t])
}
