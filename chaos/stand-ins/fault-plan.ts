import type { AnswerKind } from '../history.ts'
import type { Random } from '../random.ts'

export interface FaultPlan {
  /** How the next request of this account is treated. */
  next(account: string): AnswerKind
  /** From now on everything is accepted at once. */
  heal(): void
}

interface Spell {
  kind: AnswerKind
  from: number
  until: number
}

const kinds: readonly AnswerKind[] = [
  'late',
  'twice',
  'too-many',
  'unavailable',
  'silence',
  'silence-after-effect',
  'half',
  'reset-before',
  'reset-after',
]
/** What a bad spell consists of: an account that is throttled, or a provider that is down. */
const spellKinds: readonly AnswerKind[] = ['too-many', 'unavailable', 'unavailable', 'reset-before', 'reset-after']

/**
 * Single faults all the time, and now and then a spell of a second or two in which an account gets nothing else. `rate` is the share of requests
 * that go wrong by themselves.
 */
export function createFaultPlan(
  random: Random,
  rate: number,
  spellsEveryMs: readonly [number, number],
  clock: () => number = Date.now,
): FaultPlan {
  const spells = new Map<string, Spell>()
  let healed = rate === 0
  return {
    next: (account) => {
      if (healed) return 'accepted'
      const at = clock()
      let spell = spells.get(account)
      if (!spell || spell.until < at) {
        const from = at + random.between(...spellsEveryMs)
        spell = { kind: random.pick(spellKinds), from, until: from + random.between(500, 2_500) }
        spells.set(account, spell)
      }
      if (at >= spell.from) return random.chance(0.8) ? spell.kind : 'accepted'
      return random.chance(rate) ? random.pick(kinds) : 'accepted'
    },
    heal: () => {
      healed = true
    },
  }
}
