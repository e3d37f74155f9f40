/** More than this of one message is not looked at by the deterministic detectors: a wish for a person stands at an end. */
const lookedAt = 1200

/**
 * One spelling for what people type in many: lower case, no accents on Latin letters, one letter for the Arabic, Persian and Urdu
 * variants, ё as е, no apostrophes or joiners, no lengthened letters ("humaaan").
 */
export function normalise(text: string): string {
  const short = text.length > lookedAt ? `${text.slice(0, lookedAt / 2)} ${text.slice(-lookedAt / 2)}` : text
  const lower = short.toLowerCase()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether there is anything but ASCII
  const plain = /^[\x00-\x7f]*$/.test(lower) ? lower : foldLetters(lower)
  return plain.replace(/['`]/g, '').replace(/([a-z\u0400-\u04ff\u0600-\u06ff])\1{2,}/g, '$1')
}

function foldLetters(lower: string): string {
  return lower
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bb\u02bc\u00b4\u200b-\u200f\u2060\ufeff\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, foldLatin)
    .replace(/\u0307/g, '')
    .replace(/[ёيىكأإآةۀ]/g, (letter) => folded[letter] ?? letter)
}

const folded: Record<string, string> = { ё: 'е', ي: 'ی', ى: 'ی', ك: 'ک', أ: 'ا', إ: 'ا', آ: 'ا', ة: 'ه', ۀ: 'ه' }
const unaccented: Record<string, string> = { ı: 'i', ø: 'o', ł: 'l', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe' }

function foldLatin(letter: string): string {
  return unaccented[letter] ?? (letter === 'ə' ? letter : letter.normalize('NFD').replace(/[\u0300-\u036f]/g, ''))
}

/** The words of a normalised text. */
export function wordsOf(normalised: string): string[] {
  return normalised.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}
