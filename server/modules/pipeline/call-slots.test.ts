import { expect, it } from 'vitest'
import { createCallSlots } from './call-slots.ts'

/** Enters and says when it is in. */
function enter(slots: ReturnType<typeof createCallSlots>, channelId: string) {
  const seen = { isIn: false, leave: () => {} }
  void slots.enter(channelId).then((leave) => Object.assign(seen, { isIn: true, leave }))
  return seen
}

const moment = () => new Promise((resolve) => setImmediate(resolve))

it('lets no account have more calls under way than its part, whoever came first', async () => {
  const slots = createCallSlots({ inAll: 3, ofAccount: 2 })
  const hanging = [enter(slots, 'a'), enter(slots, 'a'), enter(slots, 'a')]
  const other = enter(slots, 'b')
  await moment()
  expect(hanging.map(({ isIn }) => isIn)).toEqual([true, true, false])
  expect(other.isIn).toBe(true)
  other.leave()
  await moment()
  expect(hanging[2]?.isIn).toBe(false)
  hanging[0]?.leave()
  await moment()
  expect(hanging[2]?.isIn).toBe(true)
})

it('has a bound for all of them, and lets in who waits longest of those that may', async () => {
  const slots = createCallSlots({ inAll: 2, ofAccount: 2 })
  const [first, second] = [enter(slots, 'a'), enter(slots, 'b')]
  const waiting = [enter(slots, 'c'), enter(slots, 'd')]
  await moment()
  expect(waiting.map(({ isIn }) => isIn)).toEqual([false, false])
  first?.leave()
  await moment()
  expect(waiting.map(({ isIn }) => isIn)).toEqual([true, false])
  second?.leave()
  await moment()
  expect(waiting[1]?.isIn).toBe(true)
})
