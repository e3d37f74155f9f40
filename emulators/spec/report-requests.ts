import { appendFileSync } from 'node:fs'
import type { LedgerEntry } from '../ledger.ts'
import { validateAgainstSpec } from './index.ts'
import { countMessagingRequests } from './messaging-count.ts'

/** A file, one line of JSON an emulator: set by `npm test`, which adds them up. */
const file = process.env.PARLEY_SPEC_LOG
const mostKept = 20_000
/** Node's own fetch: a test that speaks to the emulator itself. Parley's client calls itself otherwise. */
const isByTest = ({ headers }: LedgerEntry) => headers['user-agent'] === 'node'

export type CheckedProvider = 'whatsapp' | 'telegram' | 'openai' | 'meta-messaging'

export interface RequestReport {
  note(entry: Omit<LedgerEntry, 'seq' | 'headers'> & { headers: NodeJS.Dict<string | string[]> }): void
  finish(): Promise<void>
}

/** Keeps what Parley asked of an emulator during a test run, and at the end holds it against the provider's published specification, where there is one. */
export function reportRequests(provider: CheckedProvider | undefined): RequestReport | undefined {
  if (file === undefined || provider === undefined) return undefined
  const kept: LedgerEntry[] = []
  return {
    note: (entry) => {
      if (kept.length < mostKept) kept.push({ ...entry, headers: entry.headers as Record<string, string>, seq: kept.length + 1 })
    },
    finish: async () => {
      const own = kept.filter((entry) => !isByTest(entry))
      if (own.length === 0) return
      const report = provider === 'meta-messaging' ? countMessagingRequests(own) : await validateAgainstSpec(provider, own)
      if (report && report.requests > 0) appendFileSync(file, `${JSON.stringify({ provider, ...report })}\n`)
    },
  }
}
