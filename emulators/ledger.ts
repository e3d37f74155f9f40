/** One request that an emulator received, with what it answered. */
export interface LedgerEntry {
  /** Counts from 1 and never repeats, so it can serve as a cursor. */
  seq: number
  /** Milliseconds since the epoch, taken when the whole request body had arrived. */
  at: number
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body: unknown
  status: number
  error?: string
}

type Headers = NodeJS.Dict<string | string[]>

/** What is noted: headers as they came, since clearing them for each request would cost more than it is worth. */
type Received = Omit<LedgerEntry, 'seq' | 'headers'> & { headers: Headers }

export interface Ledger {
  add(entry: Received, bytes: number): void
  entries(filter?: { since?: number; after?: number }): LedgerEntry[]
  clear(): void
}

export interface LedgerLimits {
  entries: number
  bytes: number
}

const defaultLimits: LedgerLimits = { entries: 100_000, bytes: 48 * 1024 * 1024 }

/** Remembers what was received, oldest entries dropped first once there are too many or they are too heavy. */
export function createLedger(limits: Partial<LedgerLimits> = {}): Ledger {
  const { entries: maxEntries, bytes: maxBytes } = { ...defaultLimits, ...limits }
  let kept: (Received & { seq: number })[] = []
  let sizes: number[] = []
  let first = 0
  let total = 0
  let seq = 0

  function dropOldest(): void {
    while (kept.length - first > maxEntries || (total > maxBytes && kept.length - first > 1)) {
      total -= sizes[first] ?? 0
      first++
    }
    // Shifting an array of 100,000 for every request costs more than the request: compact now and then.
    if (first > 1024 && first > kept.length / 2) {
      kept = kept.slice(first)
      sizes = sizes.slice(first)
      first = 0
    }
  }

  return {
    add(entry, bytes) {
      kept.push({ ...entry, seq: ++seq })
      sizes.push(bytes)
      total += bytes
      dropOldest()
    },
    entries({ since = 0, after = 0 } = {}) {
      const wanted = kept.slice(first).filter((entry) => entry.at >= since && entry.seq > after)
      return wanted.map((entry) => ({ ...entry, headers: redactHeaders(entry.headers) }))
    },
    clear() {
      kept = []
      sizes = []
      first = 0
      total = 0
    },
  }
}

/** Headers as they may be kept: what authorises the caller is replaced, so that a ledger can be shown to anyone. */
function redactHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const text = Array.isArray(value) ? value.join(', ') : value
    kept[name] = name === 'authorization' || name === 'cookie' ? text.replace(/\S+$/, '[redacted]') : text
  }
  return kept
}
