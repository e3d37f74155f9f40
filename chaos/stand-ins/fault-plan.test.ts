import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { createFaultPlan } from './fault-plan.ts'

it('lets a provider fail in every way that the issue names, and answer everybody once it is mended', () => {
  const plan = createFaultPlan(createRandom(1), 0.9, [1e9, 2e9], () => 0)
  const kinds = new Set(Array.from({ length: 400 }, () => plan.next('account')))
  expect([...kinds].sort()).toEqual(
    [
      'accepted',
      'half',
      'late',
      'reset-after',
      'reset-before',
      'silence',
      'silence-after-effect',
      'too-many',
      'twice',
      'unavailable',
    ].sort(),
  )
  plan.heal()
  expect(new Set(Array.from({ length: 50 }, () => plan.next('account')))).toEqual(new Set(['accepted']))
})
