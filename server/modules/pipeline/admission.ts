/*
 * One workspace's storm is not another's delay. As long as there is room everything is taken; when the process is at its limit and some workspaces bring
 * several times what the usual one does, those are held to a share: their providers are told 503, come again, and nothing is lost.
 */

export interface Admission {
  /** Whether this workspace's event may come in now. Cheap, and before anything of the event is known to be true. */
  admits(workspaceId: string): boolean
  /** An event of the workspace came whose signature is right: only these make its rate, or anybody could bring a workspace over its ceiling. */
  came(workspaceId: string): void
}

export interface Pressure {
  /** Of the time since the last look, how much the processor worked (platform/processor-load.ts): 0 to 1. */
  busy: number
  /** Events that wait to be recorded. */
  waiting: number
}

const windowMs = 100
const busyLimit = 0.65
const waitingLimit = 20
/** Several times what the usual workspace brings: a busy day is none, a storm is. */
const stormFactor = 3
const smoothing = 0.3
const quietRate = 0.05

/** What a workspace brings: counted in this window, and smoothed over the last ones (events a window). */
interface Flow {
  offered: number
  admitted: number
  came: number
  offeredRate: number
  admittedRate: number
  cameRate: number
}

/**
 * Additive growth, multiplicative retreat, as networks share a line (Chiu and Jain 1989): one ceiling for every workspace, so that whoever stays below it
 * never feels it (max-min fairness). Looked at ten times a second, and only when something comes in.
 * @param pressure asked once a window
 */
export function createAdmission(pressure: () => Pressure, now: () => number = () => performance.now()): Admission {
  const flows = new Map<string, Flow>()
  let since = now()
  let ceiling = Number.POSITIVE_INFINITY

  function flowOf(workspaceId: string): Flow {
    const elapsed = now() - since
    if (elapsed >= windowMs) {
      since += elapsed
      look(elapsed / windowMs)
    }
    const known = flows.get(workspaceId)
    if (known) return known
    const made = { offered: 0, admitted: 0, came: 0, offeredRate: 0, admittedRate: 0, cameRate: 0 }
    flows.set(workspaceId, made)
    return made
  }

  function look(windows: number): void {
    const smooth = (rate: number, count: number): number => rate + smoothing * (count / windows - rate)
    for (const [workspaceId, flow] of flows) {
      flow.offeredRate = smooth(flow.offeredRate, flow.offered)
      flow.admittedRate = smooth(flow.admittedRate, flow.admitted)
      flow.cameRate = smooth(flow.cameRate, flow.came)
      flow.offered = flow.admitted = flow.came = 0
      if (flow.offeredRate < quietRate) flows.delete(workspaceId)
    }
    ceiling = nextCeiling(pressure())
  }

  function nextCeiling({ busy, waiting }: Pressure): number {
    const rates = [...flows.values()].map(rateOf).filter((rate) => rate >= quietRate)
    const top = Math.max(0, ...rates)
    const usual = usualOf(rates)
    if (top <= stormFactor * usual) return Number.POSITIVE_INFINITY
    if (busy > busyLimit || waiting > waitingLimit) {
      // Never below twice the usual: a storm is held to a share and not shut out, and the others may have their busy moments.
      return Math.max(usual * 2, Math.min(ceiling, top) * 0.7, 1)
    }
    const raised = ceiling * 1.05
    return raised > top * 1.5 ? Number.POSITIVE_INFINITY : raised
  }

  return {
    admits: (workspaceId) => {
      const flow = flowOf(workspaceId)
      flow.offered += 1
      // Whoever brings less than the ceiling on the whole may bring it in bursts.
      if (flow.admitted >= ceiling && rateOf(flow) > ceiling) return false
      flow.admitted += 1
      return true
    },
    came: (workspaceId) => {
      flowOf(workspaceId).came += 1
    },
  }
}

/** What is turned away shows no signature: of it as large a part counts as proves true of what is let in. */
function rateOf({ offeredRate, admittedRate, cameRate }: Flow): number {
  return admittedRate === 0 ? 0 : offeredRate * Math.min(1, cameRate / admittedRate)
}

/** The median, the lower one of two: storms in up to half of the workspaces do not make themselves the measure. */
function usualOf(rates: readonly number[]): number {
  return rates.toSorted((a, b) => a - b)[Math.floor((rates.length - 1) / 2)] ?? 0
}
