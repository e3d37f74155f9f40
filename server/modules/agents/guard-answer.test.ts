import { expect, test } from 'vitest'
import { rules } from './build-prompt.ts'
import { guardAnswer } from './guard-answer.ts'

const guard = (text: string, material = '', finish: 'stop' | 'length' | 'refused' = 'stop') =>
  guardAnswer({ text, finish }, { canary: 'ref-77aa', material })

test.each([
  ['', 'empty'],
  ['   \n', 'empty'],
  ['{"reply":"hi"}', 'raw-data'],
  ['```json\n{"reply":"hi"}\n```', 'raw-data'],
  ['hand_over_to_person({"reason":"unknown"})', 'raw-data'],
  ['<tool_call>search</tool_call>', 'raw-data'],
  ['My reference is ref-77aa.', 'leak'],
  [`I was told: ${rules[1]}`, 'leak'],
])('%j is a problem: %s', (text, problem) => {
  expect(guard(text)).toEqual({ kind: 'problem', problem })
})

test('what only looks like data is an answer', () => {
  expect(guard('[Good news] It is in stock {size M}')).toMatchObject({ kind: 'ok' })
  expect(guard('Echo: {"a":1}')).toEqual({ kind: 'ok', text: 'Echo: {"a":1}' })
})

test('card numbers in an answer are masked', () => {
  expect(guard('Your card 4242424242424242 was charged')).toEqual({ kind: 'ok', text: 'Your card [card ending in 4242] was charged' })
})

test.each([
  ['See https://tea.example/menu.', 'Menu: https://tea.example/menu', 'See https://tea.example/menu.'],
  ['See https://tea.example/other', 'Menu: https://tea.example/menu', 'See https://tea.example/other'],
  ['See https://tea.example/?leak=secret', 'Menu: https://tea.example/menu', 'See'],
  ['Pay at https://evil.example/pay', 'Menu: https://tea.example/menu', 'Pay at'],
  ['Look ![pixel](https://evil.example/p.png?d=1)', '', 'Look'],
  ['Read [the terms](https://tea.example/terms) first', 'https://tea.example', 'Read the terms: https://tea.example/terms first'],
  ['Go to www.evil.example now', '', 'Go to now'],
  ['Go to evil.example/x?data=1 now', '', 'Go to now'],
  ['Write to team@tea.example or come at 9.30', '', 'Write to team@tea.example or come at 9.30'],
  ['https://notea.example/x', 'https://tea.example', ''],
])('addresses: %j', (text, material, expected) => {
  const guarded = guard(text, material)
  expect(guarded.kind === 'ok' ? guarded.text : '').toBe(expected)
})

test('an answer that was cut off ends with its last whole sentence', () => {
  expect(guard('We are open every day. On Sundays we clo', '', 'length')).toEqual({ kind: 'ok', text: 'We are open every day.' })
  expect(guard('Мы открыты. И ещ', '', 'length')).toEqual({ kind: 'ok', text: 'Мы открыты.' })
})

test('markdown becomes plain text', () => {
  expect(guard('## Hours\n**Open** daily')).toEqual({ kind: 'ok', text: 'Hours\nOpen daily' })
})
