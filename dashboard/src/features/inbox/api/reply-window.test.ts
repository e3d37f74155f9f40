import { expect, test } from 'vitest'
import type { Capabilities, Conversation } from '../../../lib/contract.ts'
import { lengthOf, replyWindowOf } from './reply-window.ts'

const hour = 3600_000
const conversation = { replyWindowEndsAt: '2026-11-30T12:00:00.000Z' } as Conversation
const end = Date.parse('2026-11-30T12:00:00.000Z')

test('people may answer longer than programs where the provider lets them', () => {
  const capabilities = { replyWindowMs: 24 * hour, humanReplyWindowMs: 7 * 24 * hour } as Capabilities
  expect(replyWindowOf(conversation, capabilities)).toEqual({ freeUntil: end, closesAt: end + 6 * 24 * hour })
  expect(replyWindowOf(conversation, { replyWindowMs: 24 * hour } as Capabilities)).toEqual({ freeUntil: end, closesAt: end })
  expect(replyWindowOf({ replyWindowEndsAt: null } as Conversation, capabilities)).toBeNull()
})

test('a text is as long as the channel counts it', () => {
  expect([lengthOf('сәлем', 'bytes'), lengthOf('сәлем', 'characters'), lengthOf('👍', 'bytes')]).toEqual([10, 5, 4])
})
