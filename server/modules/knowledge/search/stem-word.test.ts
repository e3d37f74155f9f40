import { expect, test } from 'vitest'
import { splitWords } from './normalise-text.ts'
import { stemWord } from './stem-word.ts'

const stem = (word: string): string => stemWord(splitWords(word)[0] ?? '')

test.each([
  ['delivery', 'deliveries'],
  ['доставка', 'доставки'],
  ['жеткізу', 'жеткізудің'],
  ['siparişim', 'siparişiniz'],
  ['كتاب', 'والكتاب'],
  ['توصيل', 'للتوصيل'],
  ['مدرسة', 'بالمدرسة'],
  ['معلم', 'المعلمون'],
  ['ارسال', 'ارسالی'],
])('%s and %s are looked up by one stem', (one, other) => {
  expect(stem(one)).toBe(stem(other))
})

test('short words are not worn down to nothing', () => {
  expect([stem('ال'), stem('وقت'), stem('at'), stem('чай')]).toEqual(['ال', 'وقت', 'at', 'чаи'])
})
