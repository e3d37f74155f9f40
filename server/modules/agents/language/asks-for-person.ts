import { distanceAtMost } from './edit-distance.ts'
import { normalise, wordsOf } from './normalise.ts'
import { type PersonWords, personWords } from './person-words.ts'
import { phraseMatcher, type Spoken } from './phrase-matcher.ts'

const roles = ['talk', 'link', 'want', 'person', 'anybody', 'fill', 'not'] as const
type Role = (typeof roles)[number]

/** What one word may be: language → its roles there. */
type Roles = Map<string, Set<Role>>

const exactWords = new Map<string, Roles>()
const stems = new Map<string, { stem: string; language: string; role: Role }[]>()
const fuzzyWords = new Map<string, { word: string; stem: boolean; language: string; role: Role }[]>()
const saysPhrase = phraseMatcher(
  Object.fromEntries(Object.entries(personWords).map(([language, words]) => [language, words.phrases ?? ''])),
)
/** Real words one letter away from a word for a person. */
const lookalikes = new Set(
  'manage manages managed humane humid humor humour personal persons parson reasons operate operates urgent agenda agents operation operations personne menager'.split(
    ' ',
  ),
)

for (const [language, words] of Object.entries(personWords)) indexLanguage(language, words)

/**
 * Does the customer ask for a person? Deterministic, in 24 languages at once, before any model: no instruction, no prompt injection and no
 * failing model can stand between a customer and a person. Errs on the side of the model for long texts that only mention people.
 */
export function asksForPerson(message: Spoken): boolean {
  if (saysPhrase(message)) return true
  const sentences = message.normalised.split(/[.!?\n…。！？؟]+/)
  return sentences.some((sentence) => sentenceAsks(sentence.split(/[,;:()،؛、，]+/).map(wordsOf)))
}

function sentenceAsks(clauses: string[][]): boolean {
  const words = clauses.flat()
  if (words.length === 0) return false
  const found = words.map(rolesOf)
  const clauseEnds = new Set<number>()
  let end = 0
  for (const clause of clauses) {
    end += clause.length
    clauseEnds.add(end)
  }
  const languages = new Set(found.flatMap((roles) => [...roles.keys()]))
  for (const language of languages) {
    const is = (index: number, role: Role): boolean => found[index]?.get(language)?.has(role) ?? false
    if (onlyNamesPerson(words.length, is) || talksToPerson(words.length, language, is) || wantsPerson(words.length, clauseEnds, is))
      return true
  }
  return false
}

type Is = (index: number, role: Role) => boolean

/** "operator please", "HUMAN!!!". */
function onlyNamesPerson(length: number, is: Is): boolean {
  if (length > 7) return false
  let named = false
  for (let index = 0; index < length; index += 1) {
    if (is(index, 'person')) named = true
    else if (!is(index, 'fill') && !is(index, 'want') && !is(index, 'talk')) return false
  }
  return named && !startsWithNegation(length, is)
}

function startsWithNegation(length: number, is: Is): boolean {
  for (let index = 0; index < length - 1; index += 1)
    if (is(index, 'not') && (is(index + 1, 'person') || is(index + 1, 'want'))) return true
  return false
}

const talkReach = 6

function talksToPerson(length: number, language: string, is: Is): boolean {
  const needsLink = personWords[language]?.link !== undefined
  for (let verb = 0; verb < length; verb += 1) {
    if (!is(verb, 'talk') || isNegated(verb, is)) continue
    for (let at = Math.max(0, verb - talkReach); at < Math.min(length, verb + talkReach + 1); at += 1) {
      if (at === verb || !(is(at, 'person') || is(at, 'anybody'))) continue
      // "talk to", but in German also "mit einem Menschen sprechen": the link stands before the person either way.
      if (!needsLink || linked(verb, at, is)) return true
    }
  }
  return false
}

function linked(verb: number, person: number, is: Is): boolean {
  const [from, to] = verb < person ? [verb + 1, person] : [Math.max(0, person - 4), person]
  if (verb < person) return is(verb + 1, 'link') || (verb + 1 === person && !is(person, 'anybody'))
  for (let at = from; at < to; at += 1) if (is(at, 'link')) return true
  return false
}

/** "I want a human": beside each other, and nothing follows that makes the person a part of something else. */
function wantsPerson(length: number, clauseEnds: ReadonlySet<number>, is: Is): boolean {
  for (let person = 0; person < length; person += 1) {
    if (!is(person, 'person')) continue
    for (let verb = Math.max(0, person - 4); verb <= Math.min(length - 1, person + 2); verb += 1) {
      if (verb === person || !is(verb, 'want') || isNegated(verb, is)) continue
      const [from, to] = verb < person ? [verb + 1, person] : [person + 1, verb]
      let between = true
      for (let at = from; at < to; at += 1) between &&= is(at, 'fill') || is(at, 'person')
      const after = Math.max(verb, person) + 1
      if (between && (after >= length || clauseEnds.has(after) || is(after, 'fill') || is(after, 'person'))) return true
    }
  }
  return false
}

/** "I do not want (to talk to) a person". */
function isNegated(verb: number, is: Is): boolean {
  if (is(verb - 1, 'not')) return true
  for (let at = verb - 1; at >= Math.max(1, verb - 3); at -= 1) if (is(at, 'want') && is(at - 1, 'not') && is(verb, 'talk')) return true
  return false
}

const rememberedWords = 20_000
const remembered = new Map<string, Roles>()

function rolesOf(word: string): Roles {
  const before = remembered.get(word)
  if (before) return before
  if (remembered.size >= rememberedWords) remembered.clear()
  const roles = findRoles(word)
  remembered.set(word, roles)
  return roles
}

function findRoles(word: string): Roles {
  const known = exactWords.get(word)
  const found: Roles = new Map(known)
  for (const { stem, language, role } of stems.get(word.slice(0, 3)) ?? []) {
    if (word.startsWith(stem) && word.length - stem.length <= 4) addRole(found, language, role)
  }
  if (found.size === 0 && word.length >= 5 && !lookalikes.has(word)) {
    for (const candidate of fuzzyWords.get(word.charAt(0)) ?? []) {
      const allowed = candidate.word.length >= 9 ? 2 : 1
      if (isMisspelt(word, candidate.word, candidate.stem, allowed)) addRole(found, candidate.language, candidate.role)
    }
  }
  return found
}

/** Of a stem ("оператор*") only as much of the word is compared as the stem is long, give or take one letter. */
function isMisspelt(word: string, known: string, stem: boolean, allowed: number): boolean {
  if (!stem) return distanceAtMost(word, known, allowed)
  if (known.length < 6 || word.length < known.length - 1 || word.length > known.length + 4) return false
  return [-1, 0, 1].some((more) => distanceAtMost(word.slice(0, known.length + more), known, 1))
}

function indexLanguage(language: string, words: PersonWords): void {
  for (const role of roles) {
    for (const spelled of (words[role] ?? '').split(' ').filter(Boolean)) {
      const isStem = spelled.endsWith('*')
      const word = normalise(isStem ? spelled.slice(0, -1) : spelled)
      if (isStem) stems.set(word.slice(0, 3), [...(stems.get(word.slice(0, 3)) ?? []), { stem: word, language, role }])
      const roles = exactWords.get(word) ?? new Map()
      addRole(roles, language, role)
      exactWords.set(word, roles)
      const fuzzy = (role === 'person' && word.length >= 5) || (role === 'talk' && word.length >= 8)
      if (fuzzy) fuzzyWords.set(word.charAt(0), [...(fuzzyWords.get(word.charAt(0)) ?? []), { word, stem: isStem, language, role }])
    }
  }
}

function addRole(roles: Roles, language: string, role: Role): void {
  const known = roles.get(language)
  // A copy: sets found here belong to the index.
  roles.set(language, new Set([...(known ?? []), role]))
}
