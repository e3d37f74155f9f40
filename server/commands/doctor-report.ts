import { AppError } from '../platform/errors.ts'

export interface Finding {
  ok: boolean
  what: string
  /** When it is not well: what to do about it. */
  mend?: string
}

export type Check = AsyncIterable<Finding> | Iterable<Finding>

export function report({ ok, what, mend }: Finding): string {
  return ok ? `✓ ${what}` : `✗ ${what}${mend ? ` → ${mend}` : ''}`
}

/** A failure as a finding: our own failures already say what to do. */
export function failed(what: string, error: unknown): Finding {
  const said = error instanceof AppError ? error.userMessage : error instanceof Error ? error.message : String(error)
  return { ok: false, what, mend: said }
}
