import { setTimeout as sleep } from 'node:timers/promises'

/** The greatest value while the work is under way, looked at twice a second; with what the work brings. */
export async function peakDuring<T>(work: Promise<T>, read: () => number): Promise<{ result: T; peak: number }> {
  let peak = read()
  let isOver = false
  const over = work.finally(() => {
    isOver = true
  })
  while (!isOver) {
    await Promise.race([sleep(500), over])
    peak = Math.max(peak, read())
  }
  return { result: await over, peak }
}
