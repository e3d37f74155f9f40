/**
 * One form for what people write differently: case, accents, vowel points, full-width forms, the Arabic and Persian shapes of one letter,
 * digits of every script, the dotless i, letters typed on the wrong of two keyboards.
 */
export function normaliseText(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase().replace(marks, '').normalize('NFC')
  return isPlain.test(plain) ? plain : plain.replace(variants, (letter) => variantOf[letter] ?? letter).replace(/\p{Nd}/gu, digitValue)
}

/**
 * The words of a text, normalised, in order. A half-space (Persian) and an apostrophe (Turkish, French) end a word; scripts that write
 * without spaces are cut into pairs of characters.
 */
export function splitWords(text: string): string[] {
  const found: string[] = []
  for (const written of text.match(writtenWord) ?? []) {
    let words = remembered.get(written)
    if (words === undefined) {
      words = readWord(written)
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.set(written, words)
    }
    for (const word of words) found.push(word)
  }
  return found
}

/** Texts repeat their words: looking one up is five times faster than normalising it again. */
const remembered = new Map<string, readonly string[]>()
const mostRemembered = 100_000

function readWord(written: string): readonly string[] {
  return (normaliseText(written).match(wordPattern) ?? []).flatMap((word) => {
    if (unspaced.test(word)) return characterPairs(word)
    return [cyrillic.test(word) && latin.test(word) ? word.replace(lookAlikes, (letter) => cyrillicTwin[letter] ?? letter) : word]
  })
}

// Accents of Latin, Greek and Cyrillic letters, Hebrew and Arabic points, tatweel, and marks that only steer layout. Vowel signs of Indic
// and Thai scripts are letters in all but name and stay.
const marks =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u200e\u200f\u2060\ufeff]|\u200d/g
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu
// With the marks inside of words that normalising takes away.
const writtenWord = /(?:[\p{L}\p{M}\p{N}\u00ad\u200e\u200f\u2060\ufeff]|\u200d)+/gu
const isPlain = /^[ -~\sа-я]*$/
const cyrillic = /[Ѐ-ӿ]/
const latin = /[a-z]/
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

const variantOf: Readonly<Record<string, string>> = {
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ئ: 'ي',
  ؤ: 'و',
  ٱ: 'ا',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ة: 'ه',
  ۀ: 'ه',
  ہ: 'ه',
  ە: 'ه',
  ھ: 'ه',
  ک: 'ك',
  ڪ: 'ك',
}
const variants = new RegExp(`[${Object.keys(variantOf).join('')}]`, 'g')

const cyrillicTwin: Readonly<Record<string, string>> = { a: 'а', c: 'с', e: 'е', h: 'һ', i: 'і', k: 'к', o: 'о', p: 'р', x: 'х', y: 'у' }
const lookAlikes = new RegExp(`[${Object.keys(cyrillicTwin).join('')}]`, 'g')

/** Decimal digits of a script stand in runs of ten that start with their zero. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(code - zero)
}

function characterPairs(word: string): string[] {
  const characters = [...word]
  return characters.length < 2 ? characters : characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}
