import { expect, test } from 'vitest'
import { bestSentences } from './best-sentences.ts'

const filler = 'Our shop has been in the old town since 1998 and everybody who works here has learnt the trade from the ground up. '

test('a short passage is given whole, without marks of Markdown', () => {
  expect(
    bestSentences({ text: '## Hours\n\n- **Mon–Fri** 10–19\n- Sat 10–16\n\n| Day | Hours |\n| --- | --- |\n| Sun | closed |' }, 'hours'),
  ).toBe('Hours\n• Mon–Fri 10–19\n• Sat 10–16\nDay — Hours\nSun — closed')
})

test('of a long passage the sentences that answer', () => {
  const text = `${filler.repeat(4)}Unused goods can be returned within 14 days. The money comes back to the same card within three days. ${filler.repeat(4)}`
  const answer = bestSentences({ text }, 'How can I return goods?')
  expect(answer).toContain('Unused goods can be returned within 14 days. The money comes back to the same card within three days.')
  expect(answer.length).toBeLessThanOrEqual(500)
})

test('in Russian, Kazakh and Arabic too', () => {
  const ru = `${'Магазин работает с 1998 года и гордится своими мастерами. '.repeat(10)}Возврат возможен в течение 14 дней. ${'Мы любим своё дело и город. '.repeat(12)}`
  expect(bestSentences({ text: ru }, 'вернуть товар, возврат')).toContain('Возврат возможен в течение 14 дней.')
  const ar = `${'افتتح المتجر منذ سنوات طويلة في وسط المدينة القديمة. '.repeat(12)}يمكن إرجاع البضاعة خلال أربعة عشر يوما. ${'نحن نحب عملنا كثيرا. '.repeat(20)}`
  expect(bestSentences({ text: ar }, 'إرجاع البضاعة')).toContain('يمكن إرجاع البضاعة خلال أربعة عشر يوما.')
})

test('one endless sentence is cut at a word', () => {
  const answer = bestSentences({ text: 'word '.repeat(400) }, 'word', 300)
  expect(answer.length).toBeLessThanOrEqual(300)
  expect(answer).toMatch(/word…$/)
})
