import { expect, test } from 'vitest'
import type { WidgetMessage } from '../../../contract/widget.ts'
import { mergeMessages } from './chat-state.ts'

const message = (id: string, second: number, text = id) => ({ id, createdAt: `2026-11-22T10:00:0${second}.000Z`, text }) as WidgetMessage
const ids = (messages: readonly WidgetMessage[]) => messages.map(({ id }) => id)

test('the order is by time whatever the order of arrival, and each message is there once, in its newest version', () => {
  const merged = mergeMessages([message('b', 2), message('d', 4)], [message('c', 3), message('b', 2, 'edited'), message('a', 1)])
  expect(ids(merged)).toEqual(['a', 'b', 'c', 'd'])
  expect(merged[1]?.text).toBe('edited')
})
