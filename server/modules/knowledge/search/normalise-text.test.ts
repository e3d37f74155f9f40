import { expect, test } from 'vitest'
import { normaliseText, splitWords } from './normalise-text.ts'

test.each([
  ['case and accents', 'Crème BRÛLÉE', 'creme brulee'],
  ['the Russian ё and й', 'Ещё ЁЛКА, йод', 'еще елка, иод'],
  ['the Turkish i in its four forms', 'İSTANBUL ıspanak Iğdır istanbul', 'istanbul ispanak igdir istanbul'],
  ['Arabic points and tatweel', 'مُحَمَّــد', 'محمد'],
  ['Arabic and Persian shapes of one letter', 'كتاب علي مدرسة أحمد', normaliseText('کتاب علی مدرسه احمد')],
  ['digits of every script', '۱۲۳ ٤٥٦ १२', '123 456 12'],
  ['full-width forms and ligatures', 'ＡＢＣ ﬁn', 'abc fin'],
])('%s', (_name, written, normal) => {
  expect(normaliseText(written)).toBe(normal)
})

test('Kazakh letters stay themselves', () => {
  expect(splitWords('Қазақстан үшін әлеуметтік һәм ңғұөі')).toEqual(['қазақстан', 'үшін', 'әлеуметтік', 'һәм', 'ңғұөі'])
})

test('a word of Cyrillic with Latin look-alikes is the Cyrillic word', () => {
  expect(splitWords('Aлмaты кроссінговер crossing')).toEqual(['алматы', 'кроссінговер', 'crossing'])
  expect(splitWords('кроссiнговер')).toEqual(splitWords('кроссінговер'))
})

test('half-spaces and apostrophes end a word', () => {
  expect(splitWords('کتاب‌ها')).toEqual(splitWords('كتاب ها'))
  expect(splitWords("Ankara'da l’été")).toEqual(['ankara', 'da', 'l', 'ete'])
})

test('scripts without spaces become pairs of characters, and Indic vowel signs stay', () => {
  expect(splitWords('配送時間')).toEqual(['配送', '送時', '時間'])
  expect(splitWords('हिन्दी')).toEqual(['हिन्दी'])
})
