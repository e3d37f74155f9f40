/**
 * Which of those who wait go into the next batch: all if there is room, else one of each lane in turn, so that whoever brings few never stands behind whoever
 * brings many. Within a lane the order of arrival stays.
 */
export function takeFairly<T>(queue: readonly T[], limit: number, laneOf: (item: T) => string): { batch: T[]; rest: T[] } {
  if (queue.length <= limit) return { batch: [...queue], rest: [] }
  const lanes = new Map<string, T[]>()
  for (const item of queue) {
    const lane = laneOf(item)
    const known = lanes.get(lane)
    if (known) known.push(item)
    else lanes.set(lane, [item])
  }
  if (lanes.size === 1) return { batch: queue.slice(0, limit), rest: queue.slice(limit) }
  const chosen = new Set<T>()
  for (let round = 0; chosen.size < limit; round += 1) {
    for (const lane of lanes.values()) {
      const item = lane[round]
      if (item !== undefined && chosen.size < limit) chosen.add(item)
    }
  }
  return { batch: queue.filter((item) => chosen.has(item)), rest: queue.filter((item) => !chosen.has(item)) }
}
