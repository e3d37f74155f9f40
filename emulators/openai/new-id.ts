import { randomBytes } from 'node:crypto'

const run = randomBytes(9).toString('hex')
let count = 0

/** An id that is unique and looks like the provider's; a counter behind a random run, since random bytes for each cost time under load. */
export function newId(prefix: string): string {
  count++
  return `${prefix}${run}${count.toString(16).padStart(14, '0')}`
}
