import { expect, test } from 'vitest'
import type { Message } from '../../../lib/contract.ts'
import { ownReaction, withReaction } from './use-react.ts'

const message = { id: '1', reactions: [{ emoji: '🎉', authorType: 'contact' }] } as Message

test('the team has one reaction, which replaces the last, and the customer’s stays', () => {
  const thumbed = withReaction(message, '👍')
  expect(ownReaction(thumbed)).toBe('👍')
  expect(withReaction(thumbed, '🙏').reactions).toEqual([
    { emoji: '🎉', authorType: 'contact' },
    { emoji: '🙏', authorType: 'user' },
  ])
  expect(withReaction(thumbed, null).reactions).toEqual(message.reactions)
  expect(ownReaction(message)).toBeNull()
})
