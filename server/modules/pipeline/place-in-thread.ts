/**
 * Some providers count in whole seconds: what came in such a second came somewhere inside it, and after a reply of ours in its first half it must
 * not be shown before it. The end of the second, but never the future.
 */
export function placeInThread(at: number, now: number): number {
  return at % 1000 === 0 ? Math.max(at, Math.min(at + 999, now)) : at
}
