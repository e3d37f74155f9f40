import type { Step } from '../scene.ts'

export type CustomerStep = Extract<
  Step,
  { kind: 'writes' | 'sends' | 'shares-location' | 'orders' | 'reacts' | 'taps' | 'edits' | 'opens' | 'leaves' }
>

const kinds: readonly string[] = [
  'writes',
  'sends',
  'shares-location',
  'orders',
  'reacts',
  'taps',
  'edits',
  'opens',
  'leaves',
] satisfies readonly CustomerStep['kind'][]

/** A played customer, behind whichever door. */
export interface Customer {
  /** Resolves when the server has taken it. */
  act(step: CustomerStep): Promise<void>
  /** What their phone shows happened that much earlier. */
  setBack(minutes: number): void
}

export function isCustomerStep(step: Step): step is CustomerStep {
  return kinds.includes(step.kind)
}

export function cannot(door: string, step: CustomerStep): Error {
  return new Error(`A customer on ${door} has no way to do this: ${step.kind}`)
}
