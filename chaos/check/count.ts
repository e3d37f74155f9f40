import type { CheckResult } from './violation.ts'

export function count(result: CheckResult, name: string, by = 1): void {
  result.counts[name] = (result.counts[name] ?? 0) + by
}
