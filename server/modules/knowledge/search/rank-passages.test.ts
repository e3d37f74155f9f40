import { expect, test } from 'vitest'
import { rankPassages } from './rank-passages.ts'
import { addPassage, createTermIndex, removePassage, type TermIndex } from './term-index.ts'

const shop: [title: string, text: string][] = [
  ['How long does delivery take?', 'Within the city we deliver in 1–2 days, to other regions in 5–7 days by courier.'],
  ['Can I return a product?', 'You can return unused goods within 14 days with the receipt. We refund the money to the same card.'],
  ['What are your opening hours?', 'We are open every day from 10:00 to 22:00.'],
  ['How can I pay?', 'By card, in cash, or by Kaspi QR. Instalments for 12 months are possible.'],
  ['Сколько стоит доставка?', 'Доставка по городу бесплатна при заказе от 20 000 тенге, иначе 1500 тенге.'],
  ['Есть ли гарантия?', 'На все товары действует гарантия 12 месяцев.'],
  ['Kargo ücreti ne kadar?', 'Türkiye içinde 500 TL üzeri siparişlerde kargo ücretsizdir.'],
  ['هزینه ارسال چقدر است؟', 'ارسال برای خریدهای بالای یک میلیون تومان رایگان است.'],
  ['ما هي مدة التوصيل؟', 'يستغرق التوصيل داخل المدينة يومين.'],
  ['Жеткізу қанша тұрады?', 'Қала ішінде жеткізу тегін.'],
]

function indexOf(passages: readonly [title: string, text: string][]): TermIndex {
  const index = createTermIndex()
  for (const [title, text] of passages) addPassage(index, { title, text })
  return index
}

const index = indexOf(shop)

test.each([
  ['how long is delivery', 0],
  ['opening hours on sunday', 2],
  ['when do you open?', 2],
  ['do you accept cash?', 3],
  ['how do i get a refund', 1],
  ['сколько стоит доставка по городу?', 4],
  ['какая гарантия на телефон?', 5],
  ['Kargo ucreti nedir', 6],
  ['هزینه‌ی ارسال', 7],
  ['هزينة ارسال چنده', 7],
  ['مدة توصيل الطلب', 8],
  ['жеткізудің бағасы қанша', 9],
])('%s: found, and surely', (question, number) => {
  const [best] = rankPassages(index, question, 3)
  expect(best?.number).toBe(number)
  expect(best?.sureness).toBeGreaterThan(0.5)
})

test.each([
  'What is the capital of Mongolia?',
  'Do you sell helicopters?',
  'Can I pay with bitcoin?',
  'Кто президент Франции?',
  'uzaya seyahat ne zaman',
  'پایتخت فرانسه کجاست',
  'ما هي عاصمة اليابان',
  'hello',
  '???',
])('%s: nothing that it would be sure of', (question) => {
  expect(rankPassages(index, question, 3)[0]?.sureness ?? 0).toBeLessThan(0.5)
})

test('words that are misspelt still find their passage', () => {
  expect(rankPassages(index, 'delivry', 1)[0]?.number).toBe(0)
  expect(rankPassages(index, 'гаранития', 1)[0]?.number).toBe(5)
})

test('another inflection of a short word is found', () => {
  const homes = indexOf([
    ['Услуги', 'Дом под ключ за полгода'],
    ['Услуги', 'Ремонт квартир и офисов'],
  ])
  expect(rankPassages(homes, 'постройка дома', 1)[0]?.number).toBe(0)
})

test('a rare word weighs more than a frequent one', () => {
  const hotels = indexOf(
    Array.from({ length: 20 }, (_, number) => ['Hotel', number === 7 ? 'The hotel room has a sauna' : 'The hotel room is quiet room']),
  )
  expect(rankPassages(hotels, 'hotel room sauna', 1)[0]?.number).toBe(7)
})

test('words side by side rank before the same words apart', () => {
  const names = indexOf([
    ['a', 'Silver birch trees and a red river with a lake'],
    ['b', 'A river that is red; the birch is old and silver'],
  ])
  expect(rankPassages(names, 'silver birch', 2).map((ranked) => ranked.number)).toEqual([0, 1])
})

test('a removed passage is found no more, and counts no more', () => {
  const own = indexOf(shop)
  removePassage(own, 0)
  removePassage(own, 0)
  expect(rankPassages(own, 'how long does delivery take', 10).map((ranked) => ranked.number)).not.toContain(0)
  expect(own.live).toBe(shop.length - 1)
  addPassage(own, { title: 'How long does delivery take?', text: 'Two days.' })
  const [again] = rankPassages(own, 'how long does delivery take', 10)
  expect(again?.number).toBe(shop.length)
  expect(again?.sureness).toBeGreaterThan(0.5)
})
