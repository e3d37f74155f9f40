import { expect, it } from 'vitest'
import { createWaitingRoom } from './waiting-room.ts'

it('has room for so many bodies, and again when one of them is recorded', () => {
  const room = createWaitingRoom({ bodies: 2, bytes: 1_000 })
  const leave = room.enter(1)
  expect(room.enter(1)).not.toBeNull()
  expect(room.enter(1)).toBeNull()
  leave?.()
  expect(room.enter(1)).not.toBeNull()
})

it('has room for so many bytes', () => {
  const room = createWaitingRoom({ bodies: 100, bytes: 1_000 })
  const leave = room.enter(600)
  expect(room.enter(401)).toBeNull()
  expect(room.enter(400)).not.toBeNull()
  leave?.()
  expect(room.enter(600)).not.toBeNull()
})

it('takes a body that is larger than the room, alone, so that it does not come again for ever', () => {
  const room = createWaitingRoom({ bodies: 100, bytes: 1_000 })
  const leave = room.enter(3_000)
  expect(leave).not.toBeNull()
  expect(room.enter(1)).toBeNull()
  leave?.()
  expect(room.enter(1)).not.toBeNull()
})
