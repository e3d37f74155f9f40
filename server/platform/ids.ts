import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(10 * 512)
let used = pool.length
let lastMs = 0
let sequence = 0

/**
 * UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, a 12-bit counter that keeps ids of one process strictly
 * increasing inside a millisecond (method 1), 62 random bits. Made here because PostgreSQL has `uuidv7()` only from 18 on.
 */
export function newId(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMs += 1
    sequence = 0
  }
  return format(lastMs, sequence)
}

/** The smallest id of that millisecond: a bound for ranges over id-partitioned tables. */
export function idFloor(at: number): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

/** No id is beyond this one. */
export const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * The least and the greatest of some ids. Stated beside a join, they let PostgreSQL leave out every other month of a table that is partitioned by its ids before
 * it opens them: `id = i.id` alone does so only row by row.
 */
export function idBounds(ids: readonly string[]): [string, string] {
  let least = ids[0] ?? highestId
  let greatest = least
  for (const id of ids) {
    if (id < least) least = id
    if (id > greatest) greatest = id
  }
  return [least, greatest]
}

/** Unix milliseconds an id was made at. */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value)
}

function format(ms: number, counter: number): string {
  if (used + 8 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const time = ms.toString(16).padStart(12, '0')
  const random = pool.toString('hex', used, used + 8)
  used += 8
  const variant = (8 + (Number.parseInt(random.charAt(0), 16) & 3)).toString(16)
  const count = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${random.slice(1, 4)}-${random.slice(4, 16)}`
}
