/** Random numbers that are the same at every run: mulberry32, 32 bits of state. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  below(limit: number): number
  chance(share: number): boolean
  exponential(mean: number): number
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
    exponential: (mean) => -Math.log(1 - next()) * mean,
  }
}

/** Spreads a number over 32 bits; one to one for each salt (the finisher of MurmurHash3). */
export function mix(number: number, salt: number): number {
  let mixed = (number ^ Math.imul(salt, 0x9e3779b1)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const fourDigits = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'))
const digits = (value: number): string => fourDigits[value & 0xffff] as string

/** The UUIDv7 of a thing with a number, made at that millisecond: can be asked for again without being kept. */
export function idOf(ms: number, salt: number, number: number): string {
  const high = Math.floor(ms / 65_536)
  const a = mix(number, salt)
  const b = mix(number, salt + 101)
  const c = mix(number, salt + 202)
  const version = 0x7000 | (a & 0xfff)
  const variant = 0x8000 | ((a >>> 12) & 0x3fff)
  return `${digits(high >>> 16)}${digits(high)}-${digits(ms % 65_536)}-${digits(version)}-${digits(variant)}-${digits(b >>> 16)}${digits(b)}${digits(c)}`
}
