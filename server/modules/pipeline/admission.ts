/*
 * One workspace's storm is not another's delay. As long as there is room everything is taken; when the process is at its limit and one workspace brings
 * several times what the others do, that one is held to a share: its providers are told 503, come again, and nothing is lost.
 */

export interface Admission {
  /** Whether this workspace's event may come in now. */
  admits(workspaceId: string): boolean
}

export interface Pressure {
  /** Part of the time since the last look in which the process's thread worked: 0 to 1. */
  busy: number
  /** Events that wait to be recorded. */
  waiting: number
}

const windowMs = 100
const busyLimit = 0.65
const waitingLimit = 20
/** Several times what the others bring on average: a busy day is none, a storm is. */
const stormFactor = 3
const smoothing = 0.3
const quietRate = 0.05

/**
 * Additive growth, multiplicative retreat, as networks share a line (Chiu and Jain 1989): one ceiling for every workspace, so that whoever stays below it
 * never feels it (max-min fairness). Looked at ten times a second, and only when something comes in.
 * @param pressure asked once a window
 */
export function createAdmission(pressure: () => Pressure, now: () => number = () => performance.now()): Admission {
  const offered = new Map<string, number>()
  const rates = new Map<string, number>()
  let admitted = new Map<string, number>()
  let since = now()
  let ceiling = Number.POSITIVE_INFINITY

  function look(elapsed: number): void {
    const windows = elapsed / windowMs
    for (const [workspaceId, rate] of rates) {
      const next = rate + smoothing * ((offered.get(workspaceId) ?? 0) / windows - rate)
      if (next < quietRate) rates.delete(workspaceId)
      else rates.set(workspaceId, next)
    }
    for (const [workspaceId, count] of offered) if (!rates.has(workspaceId)) rates.set(workspaceId, (smoothing * count) / windows)
    offered.clear()
    ceiling = nextCeiling(pressure())
    admitted = new Map()
  }

  function nextCeiling({ busy, waiting }: Pressure): number {
    const all = [...rates.values()]
    const top = Math.max(0, ...all)
    const total = all.reduce((sum, rate) => sum + rate, 0)
    const others = all.length > 1 ? (total - top) / (all.length - 1) : top
    if (top <= stormFactor * others) return Number.POSITIVE_INFINITY
    if (busy > busyLimit || waiting > waitingLimit) {
      // Never below twice what the others bring: it is held to a share and not shut out, and they may have their busy moments.
      return Math.max(others * 2, Math.min(ceiling, top) * 0.7, 1)
    }
    const raised = ceiling * 1.05
    return raised > top * 1.5 ? Number.POSITIVE_INFINITY : raised
  }

  return {
    admits: (workspaceId) => {
      const elapsed = now() - since
      if (elapsed >= windowMs) {
        since += elapsed
        look(elapsed)
      }
      offered.set(workspaceId, (offered.get(workspaceId) ?? 0) + 1)
      const taken = admitted.get(workspaceId) ?? 0
      // Whoever brings less than the ceiling on the whole may bring it in bursts.
      if (taken >= ceiling && (rates.get(workspaceId) ?? 0) > ceiling) return false
      admitted.set(workspaceId, taken + 1)
      return true
    },
  }
}
