import { type Random, seededRandom } from './seeded.ts'
import { firstNamesOf, type Language, languages, makeVocabulary, zipf } from './words.ts'

export interface Texts {
  /** One message in that language; some name an order or a person that hardly any other message names. */
  draw(language: Language, random: Random): string
  name(language: Language, number: number): string
}

const wordsALanguage = 30_000
const textsALanguage = 60_000
const surnames = 5_000

/** Messages as chats have them: half of seven words or fewer, few long ones. None holds a tab, a line's end or a backslash (COPY). */
export function makeTexts(seed: number): Texts {
  const random = seededRandom(seed)
  const pools = new Map<Language, { texts: string[]; names: string[]; surnames: string[] }>()
  for (const language of languages) {
    const vocabulary = makeVocabulary(language, wordsALanguage, random)
    const place = zipf(vocabulary.length, random)
    const texts = Array.from({ length: textsALanguage }, () =>
      Array.from({ length: lengthOf(random) }, () => vocabulary[place()] as string).join(' '),
    )
    const family = vocabulary.slice(-surnames).map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    pools.set(language, { texts, names: firstNamesOf(language), surnames: family })
  }
  const poolOf = (language: Language) => pools.get(language) as { texts: string[]; names: string[]; surnames: string[] }
  return {
    draw: (language, drawn) => {
      const pool = poolOf(language)
      const text = pool.texts[drawn.below(pool.texts.length)] as string
      const kind = drawn.next()
      if (kind < 0.08) return `${text} №${1_000_000 + drawn.below(8_000_000)}`
      if (kind < 0.11) return `${text} ${pool.names[drawn.below(pool.names.length)]} ${pool.surnames[drawn.below(pool.surnames.length)]}`
      return text
    },
    name: (language, number) => {
      const pool = poolOf(language)
      return `${pool.names[number % pool.names.length]} ${pool.surnames[Math.floor(number / pool.names.length) % pool.surnames.length]}`
    },
  }
}

function lengthOf(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.min(60, Math.max(1, Math.round(7 * Math.exp(0.75 * normal))))
}
