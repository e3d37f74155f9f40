import { expect, test } from 'vitest'
import { detectLanguage } from './detect-language.ts'

test.each([
  ['Do you have this in red?', 'en'],
  ['how much is shipping', 'en'],
  ['Сколько стоит доставка?', 'ru'],
  ['Здравствуйте', 'ru'],
  ['Жеткізу қанша тұрады?', 'kk'],
  ['Салем, канша турады жеткизу?', 'kk'],
  ['Скільки коштує доставка?', 'uk'],
  ['Yetkazib berish qancha turadi?', 'uz'],
  ['Kargo ücreti ne kadar?', 'tr'],
  ['kargo ne kadar', 'tr'],
  ['Çatdırılma neçəyədir?', 'az'],
  ['هزینه ارسال چقدر است؟', 'fa'],
  ['سلام، چقدر میشه', 'fa'],
  ['كم سعر التوصيل؟', 'ar'],
  ['هل لديكم هذا باللون الأحمر؟', 'ar'],
  ['ڈیلیوری کی قیمت کتنی ہے؟', 'ur'],
  ['כמה עולה המשלוח?', 'he'],
  ['Was kostet der Versand?', 'de'],
  ['Combien coûte la livraison ?', 'fr'],
  ['¿Cuánto cuesta el envío?', 'es'],
  ['Quanto custa a entrega?', 'pt'],
  ['Quanto costa la consegna?', 'it'],
  ['Hoeveel kost de levering?', 'nl'],
  ['Ile kosztuje dostawa?', 'pl'],
  ['Berapa harga pengirimannya?', 'id'],
  ['डिलीवरी कितने की है?', 'hi'],
  ['送货要多少钱？', 'zh'],
  ['送料はいくらですか？', 'ja'],
  ['배송비는 얼마인가요?', 'ko'],
  ['Phí giao hàng bao nhiêu?', 'vi'],
])('%s is %s', (text, language) => {
  expect(detectLanguage(text, null)).toBe(language)
})

test.each([
  ['ok', 'kk', 'kk'],
  ['12345', 'fa', 'fa'],
  ['👍', null, null],
  ['iPhone 15 Pro Max', 'tr', 'tr'],
  ['SKU-4411', null, null],
])('%s says nothing: the conversation stays in %s', (text, prior, expected) => {
  expect(detectLanguage(text, prior)).toBe(expected)
})

test('a clear change of language wins over what the conversation was in', () => {
  expect(detectLanguage('Sorry, do you speak English? I would like to know the price', 'ru')).toBe('en')
  expect(detectLanguage('А сколько стоит доставка в Алматы?', 'en')).toBe('ru')
})
