import type { Deps } from '../../platform/module.ts'

/** Topics by which processes wake each other's loops; lost ones are made up for by polling. */
export const topics = { turns: 'pipeline.turns', delivery: 'pipeline.delivery' } as const

export function wakeTurns(deps: Deps): void {
  deps.live.wake(topics.turns)
}

export function wakeDelivery(deps: Deps): void {
  deps.live.wake(topics.delivery)
}
