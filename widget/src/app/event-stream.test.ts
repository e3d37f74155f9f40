import { expect, test } from 'vitest'
import { createEventParser, type StreamEvent } from './event-stream.ts'

test.each([1, 2, 3, 7, 1000])('events are read from pieces of %i characters', (size) => {
  const events: StreamEvent[] = []
  const parse = createEventParser((event) => events.push(event))
  const text =
    ':\n\nid: 7\nevent: message\ndata: {"text":"a\\n\\nb 👍"}\n\n: still here\n\nevent: state\ndata: {}\n\nevent: typing\ndata: {'
  for (let start = 0; start < text.length; start += size) parse(text.slice(start, start + size))
  expect(events).toEqual([
    { id: '7', name: 'message', data: '{"text":"a\\n\\nb 👍"}' },
    { id: null, name: 'state', data: '{}' },
  ])
})
