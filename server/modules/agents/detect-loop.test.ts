import { expect, test } from 'vitest'
import { isTalkingToProgram } from './detect-loop.ts'
import { said } from './testing/agent-world.ts'

const talk = (pairs: readonly [string, string][], last: string) => {
  const unanswered = [said(last)]
  return { history: [...pairs.flatMap(([inbound, outbound]) => [said(inbound), said(outbound, 'agent')]), ...unanswered], unanswered }
}

test('the same notice again and again, with another ticket number each time', () => {
  const notice = (ticket: number) => `Dear customer, your request ${ticket} was received and will be answered within two working days.`
  expect(
    isTalkingToProgram(
      talk(
        [1, 2, 3].map((ticket) => [notice(ticket), 'Thank you!']),
        notice(4),
      ),
    ),
  ).toBe(true)
  expect(
    isTalkingToProgram(
      talk(
        [1, 2].map((ticket) => [notice(ticket), 'Thank you!']),
        notice(3),
      ),
    ),
  ).toBe(false)
})

test('our own words sent back', () => {
  const first = 'Thank you for asking, we are open from nine to nine.'
  expect(
    isTalkingToProgram(
      talk(
        [
          ['Hello', first],
          [`> ${first}`, 'As I said, from nine to nine.'],
        ],
        `You wrote: ${first}`,
      ),
    ),
  ).toBe(true)
})

test('two automatic replies', () => {
  expect(isTalkingToProgram(talk([['Automatic reply: I am on holiday.', 'Enjoy!']], 'Out of office until Monday.'))).toBe(true)
  expect(isTalkingToProgram(talk([['Automatic reply: I am on holiday.', 'Enjoy!']], 'Thanks, I am back. Is it still in stock?'))).toBe(
    false,
  )
})

test.each(['ok', 'yes', 'да', '1', 'how much?'])('a customer who says %j again and again is a customer', (word) => {
  expect(
    isTalkingToProgram(
      talk(
        Array.from({ length: 8 }, () => [word, 'Anything else?']),
        word,
      ),
    ),
  ).toBe(false)
})

test('numbered questions in quick succession are a customer, or a load test', () => {
  const pairs = Array.from({ length: 20 }, (_, index): [string, string] => [`Message number ${index}`, `Echo: Message number ${index}`])
  expect(isTalkingToProgram(talk(pairs, 'Message number 20'))).toBe(false)
})

test('after a person of the team wrote, the count begins anew', () => {
  const notice = 'Dear customer, your request was received and will be answered within two working days.'
  const { history, unanswered } = talk(
    [1, 2, 3].map(() => [notice, 'Thank you!']),
    notice,
  )
  expect(isTalkingToProgram({ history: [...history.slice(0, -1), said('We sorted it out.', 'person'), ...unanswered], unanswered })).toBe(
    false,
  )
})
