import type { Deps, Stoppable } from '../../platform/module.ts'
import type { Receiver } from './receive.ts'
import { wakeTurns } from './wake.ts'

const slotMs = 10

/** In a process that receives and does not answer: tells those that do when something is due, so that it does not wait for their next poll. */
export function wakeWorkers(deps: Deps, receiver: Receiver): Stoppable {
  const timers = new Map<number, NodeJS.Timeout>()
  receiver.onDue((at) => {
    const waitMs = at - Date.now()
    if (waitMs <= 0) return wakeTurns(deps)
    const slot = Math.ceil(at / slotMs)
    if (timers.has(slot)) return
    const timer = setTimeout(() => {
      timers.delete(slot)
      wakeTurns(deps)
    }, waitMs + 2)
    timers.set(slot, timer)
  })
  return {
    stop: async () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
