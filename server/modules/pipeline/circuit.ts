import type { Clock } from '../../platform/clock.ts'
import type { Deps } from '../../platform/module.ts'

export interface Circuits {
  /** 0: nothing speaks against a call; else so long none may be made to this account. */
  waitMs(channelId: string): number
  /** Directly before a call. False: the account is being probed by another message. */
  begin(channelId: string): boolean
  /** The provider answered, be it that it refused. */
  succeeded(channelId: string): void
  failed(channelId: string): void
  /** The accounts that get no calls at the moment, or only a probe, and those whose next message is the probe, as long as their last failure tells anything. */
  open(): string[]
}

interface Circuit {
  failures: number
  openUntil: number
  failedAt: number
  /** A probe that nobody reports on (its message was withdrawn, its lease lost) is given up then. */
  probeUntil: number
}

const failuresToOpen = 10
const openMs = 15_000
const probeMs = 30_000
const askAgainMs = 1_000
/**
 * So long a failure tells something of the provider. With nothing to send there is no probe, and whether it is well again nobody knows: then that is no longer said,
 * and the account begins anew.
 */
const tellsForMs = 120_000

const circuitsInUse = new WeakMap<Deps, Circuits>()

/** The ones of this process: delivery trips them, operators look at them. */
export function circuitsOf(deps: Deps): Circuits {
  const known = circuitsInUse.get(deps)
  if (known) return known
  const made = createCircuits(deps.clock)
  circuitsInUse.set(deps, made)
  return made
}

/**
 * Ten failures in a row open an account's circuit for 15 s; then one message is let through as a probe, and its fate closes or reopens it.
 * Kept for each process: another process finds out by itself within ten calls, and no call waits for a database row.
 */
export function createCircuits(clock: Clock): Circuits {
  const circuits = new Map<string, Circuit>()

  /** What is known of an account; nothing, if its last failure is too long ago to tell. */
  function find(channelId: string, now: number): Circuit | undefined {
    const circuit = circuits.get(channelId)
    if (!circuit || now - circuit.failedAt < tellsForMs || now < circuit.probeUntil) return circuit
    circuits.delete(channelId)
    return undefined
  }

  function waitMs(channelId: string): number {
    const now = clock.now().getTime()
    const circuit = find(channelId, now)
    if (!circuit || circuit.failures < failuresToOpen) return 0
    if (now < circuit.openUntil) return circuit.openUntil - now
    return now < circuit.probeUntil ? askAgainMs : 0
  }

  return {
    waitMs,
    begin: (channelId) => {
      if (waitMs(channelId) > 0) return false
      const circuit = circuits.get(channelId)
      if (circuit && circuit.failures >= failuresToOpen) circuit.probeUntil = clock.now().getTime() + probeMs
      return true
    },
    succeeded: (channelId) => {
      circuits.delete(channelId)
    },
    failed: (channelId) => {
      const now = clock.now().getTime()
      const circuit = find(channelId, now) ?? { failures: 0, openUntil: 0, probeUntil: 0, failedAt: now }
      circuit.failures += 1
      circuit.probeUntil = 0
      circuit.failedAt = now
      if (circuit.failures >= failuresToOpen) circuit.openUntil = now + openMs
      circuits.set(channelId, circuit)
    },
    open: () => {
      const now = clock.now().getTime()
      return [...circuits.keys()].filter((channelId) => (find(channelId, now)?.failures ?? 0) >= failuresToOpen)
    },
  }
}
