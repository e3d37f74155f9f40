export interface Presence {
  /** null while the database is there, else why not, in a sentence for people. */
  whyAway(): string | null
  /** The same as far as the supervisor of a server that we run ourselves knows it: it knows first. */
  ownWord(): string | null
  /** How long it has been back after an absence; Infinity if it never was away. */
  backForMs(): number
  set(reason: string | null): void
  /** Called with the reason when it goes, with null when it is back. */
  onChange(listener: (reason: string | null) => void): void
}

export function createPresence(ownWord: () => string | null = () => null): Presence {
  const listeners: ((reason: string | null) => void)[] = []
  let away: string | null = null
  let backAt = Number.NEGATIVE_INFINITY
  return {
    whyAway: () => ownWord() ?? away,
    ownWord,
    backForMs: () => (away === null ? performance.now() - backAt : 0),
    set: (reason) => {
      if (reason === away) return
      away = reason
      if (reason === null) backAt = performance.now()
      for (const listener of listeners) listener(reason)
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
  }
}
