/**
 * Named places at which a test can kill the process exactly as `kill -9` would (no handlers, no flushing), to prove what survives.
 * `PARLEY_FAILPOINT=name` or `name:3` (the third time it is passed). Only test builds honour it (see config.ts): in production the
 * armed name is never set and passing a fail-point costs one comparison.
 */
export type Failpoint =
  | 'receive-before-commit'
  | 'receive-after-commit'
  | 'turn-after-claim'
  | 'turn-during-answer'
  | 'turn-before-finish'
  | 'turn-after-finish'
  | 'deliver-before-call'
  | 'deliver-after-call'
  | 'deliver-after-part'
  | 'deliver-after-receipt'

let armed: string | undefined
let remaining = 0

export function armFailpoint(setting: string | undefined): void {
  const [name, count] = (setting ?? '').split(':')
  armed = name || undefined
  remaining = Number(count ?? 1) || 1
}

export function failpoint(name: Failpoint): void {
  if (armed !== name) return
  remaining -= 1
  if (remaining <= 0) process.kill(process.pid, 'SIGKILL')
}
