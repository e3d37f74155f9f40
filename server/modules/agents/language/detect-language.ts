import { frequentWords } from './frequent-words.ts'
import { normalise, wordsOf } from './normalise.ts'

type Scores = Map<string, number>

/** Scripts that only one language of ours is written in. */
const ownScripts: readonly [RegExp, string][] = [
  [/\p{sc=Hangul}/gu, 'ko'],
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/gu, 'ja'],
  [/\p{sc=Hebrew}/gu, 'he'],
  [/\p{sc=Devanagari}/gu, 'hi'],
  [/\p{sc=Thai}/gu, 'th'],
  [/\p{sc=Bengali}/gu, 'bn'],
  [/\p{sc=Georgian}/gu, 'ka'],
  [/\p{sc=Armenian}/gu, 'hy'],
  [/\p{sc=Greek}/gu, 'el'],
]

/** Letters that tell languages of one script apart. */
const tellingLetters: Record<Script, readonly [RegExp, string][]> = {
  latin: [
    [/ß/g, 'de'],
    [/[äöü]/g, 'de'],
    [/[ñ¿¡]/g, 'es'],
    [/[ãõ]/g, 'pt'],
    [/[ğışİ]/g, 'tr'],
    [/ə/g, 'az'],
    [/[ąęłńśźż]/g, 'pl'],
    [/[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/g, 'vi'],
    [/[og][‘’ʻʼ'`](?=[a-z])/g, 'uz'],
    [/[êëœ]/g, 'fr'],
  ],
  cyrillic: [
    [/[әғқұһ]/g, 'kk'],
    [/[їєґ]/g, 'uk'],
    [/[ыэъё]/g, 'ru'],
    [/[ўҳ]/g, 'uz'],
    [/[ңөү]/g, 'kk'],
    [/[ңөү]/g, 'ky'],
  ],
  arabic: [
    [/[ٹڈڑںےۓہھ]/g, 'ur'],
    [/[پچژگ]/g, 'fa'],
    [/[یک]/g, 'fa'],
    [/[ةىأإؤئ]/g, 'ar'],
    [/[يك]/g, 'ar'],
  ],
}

type Script = keyof typeof frequentWords
/** The one telling spelling that ASCII has: Uzbek o' and g'. */
const asciiLetters = tellingLetters.latin.filter(([, language]) => language === 'uz')
const scriptPatterns: readonly [Script, RegExp][] = [
  ['latin', /\p{sc=Latin}/gu],
  ['cyrillic', /\p{sc=Cyrillic}/gu],
  ['arabic', /\p{sc=Arabic}/gu],
]

const wordIndex = Object.fromEntries(Object.entries(frequentWords).map(([script, languages]) => [script, indexWords(languages)])) as Record<
  Script,
  Map<string, Scores>
>

/**
 * The language of a message by its script, its telling letters and its frequent words; `prior` (what the conversation was in until now)
 * when the message does not say, as "ok" or "42" do not.
 */
export function detectLanguage(text: string, prior: string | null): string | null {
  const sample = text.slice(0, 600)
  // Most of what must be fast: no letter to look at but Latin ones that tell nothing.
  if (isAscii(sample)) return judge('latin', sample, prior)
  const own = mostFrequent(ownScripts.map(([pattern, language]) => [language, count(sample, pattern)]))
  const han = count(sample, /\p{sc=Han}/gu)
  const [script, letters] = scriptPatterns
    .map(([name, pattern]) => [name, count(sample, pattern)] as const)
    .reduce((best, next) => (next[1] > best[1] ? next : best))
  if (own && own[1] > 0 && own[1] + (own[0] === 'ja' ? han : 0) >= letters) return own[0]
  if (han > 0 && han * 3 >= letters) return 'zh'
  if (letters < 2) return prior
  return judge(script, sample, prior)
}

function judge(script: Script, sample: string, prior: string | null): string | null {
  const scores = scoreOf(script, sample)
  const priorBase = prior?.toLowerCase().split('-')[0] ?? null
  if (priorBase && scores.has(priorBase)) add(scores, priorBase, 0.6)
  const best = mostFrequent([...scores])
  return best && best[1] >= 0.45 ? (best[0] === priorBase ? prior : best[0]) : (prior ?? fallbackOf(script))
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether there is anything but ASCII
  return /^[\x00-\x7f]*$/.test(text)
}

/** A script alone says something, but for Latin. */
function fallbackOf(script: Script): string | null {
  return { latin: null, cyrillic: 'ru', arabic: 'ar' }[script]
}

function scoreOf(script: Script, sample: string): Scores {
  const scores: Scores = new Map()
  const lower = sample.toLowerCase()
  for (const [pattern, language] of script === 'latin' && isAscii(lower) ? asciiLetters : tellingLetters[script]) {
    const found = count(lower, pattern)
    if (found > 0) add(scores, language, Math.min(0.5 + 0.3 * found, 2))
  }
  for (const word of wordsOf(normalise(sample))) {
    for (const [language, weight] of wordIndex[script].get(word) ?? []) add(scores, language, weight)
  }
  return scores
}

function indexWords(languages: Record<string, readonly string[]>): Map<string, Scores> {
  const index = new Map<string, Scores>()
  for (const [language, words] of Object.entries(languages)) {
    for (const word of new Set(words.map(normalise))) {
      const found = index.get(word) ?? new Map<string, number>()
      index.set(word, found.set(language, 1))
    }
  }
  for (const scores of index.values()) {
    const weight = 1 / scores.size
    for (const language of scores.keys()) scores.set(language, weight)
  }
  return index
}

function add(scores: Scores, language: string, weight: number): void {
  scores.set(language, (scores.get(language) ?? 0) + weight)
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function mostFrequent(counted: readonly (readonly [string, number])[]): readonly [string, number] | undefined {
  return counted.reduce<readonly [string, number] | undefined>((best, next) => (best && best[1] >= next[1] ? best : next), undefined)
}
