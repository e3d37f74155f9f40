/**
 * What a word is looked up by: its beginning. Five letters are a stemmer that needs no dictionary and no language, and on the languages
 * we measured (English, Russian, Kazakh) it is as good as one. Arabic words first lose the conjunction, preposition and article that
 * are written onto them ("light" stemming after Larkey, Ballesteros and Connell, 2002), or those would use up the five letters.
 */
export function stemWord(word: string): string {
  const bare = arabic.test(word) ? withoutArabicAffixes(word) : word
  if (bare.length <= stemLength) return bare
  return [...bare].slice(0, stemLength).join('')
}

const stemLength = 5
const arabic = /^[\u0600-\u06ff]/
const conjunction = /^[وف](?=.{4})/
const article = /^(?:[بك]?ال|لل)(?=.{3})/
const ending = /(?<=.{3})(?:ها|ات|ان|ون|ين|يه|هم|نا|ي|ه)$/

function withoutArabicAffixes(word: string): string {
  const opened = word.replace(article, '')
  return (opened === word ? word.replace(conjunction, '').replace(article, '') : opened).replace(ending, '')
}
