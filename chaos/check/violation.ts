/**
 * Five of the six promises of docs/pipeline.md; the sixth, that one tenant's storm is not another's delay, is a matter of times and measured by
 * bench/fairness.ts. And besides what an erasure promises, that a process which is told to stop does, and that one which nobody ends does not.
 */
export const promises = ['nothing-lost', 'one-answer', 'order', 'takeover', 'known', 'erased', 'stops', 'stays'] as const
export type Promised = (typeof promises)[number]

export interface Violation {
  promise: Promised
  /** One sentence. */
  what: string
  customer: string | null
  /** The part of the history that shows it, one line an event. */
  evidence: string[]
}

export interface Excused {
  name: string
  times: number
  /** Of all customers' messages, or of all sends that reached somebody: 0.01 is one per cent. */
  share: number
  /** A greater share breaks the promise. */
  most: number
}

export interface CheckResult {
  violations: Violation[]
  /** What was looked at, and what was excused and why: a check that looked at nothing proves nothing. */
  counts: Record<string, number>
  excused: Excused[]
}
