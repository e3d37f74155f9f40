import { normalise, stem, words } from './text.ts'

const stopWeight = 0.15
const frequent =
  /^(?:the|a|an|is|are|of|to|in|and|for|it|do|does|you|your|how|what|и|в|на|не|что|как|у|вы|و|در|به|از|که|این|است|мен|және|бұл)$/

/**
 * A vector of a text: stems of its words, pairs of neighbours and three-letter pieces, each hashed to a place and a sign,
 * unit length. The same text always gives the same vector, and texts that share words or forms of words are near.
 */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  const list = words(text)
  const counted = new Map<string, number>()
  const add = (feature: string, weight: number) => counted.set(feature, (counted.get(feature) ?? 0) + weight)
  list.forEach((word, index) => {
    const weight = frequent.test(word) ? stopWeight : 1
    add(`w ${stem(word)}`, weight)
    const next = list[index + 1]
    if (next !== undefined && weight === 1) add(`p ${stem(word)} ${stem(next)}`, 0.4)
    if (weight === 1) for (const piece of trigrams(word)) add(`t ${piece}`, 0.3)
  })
  if (list.length === 0) add(`r ${normalise(text).trim()}`, 1)
  for (const [feature, weight] of counted) {
    const hash = fnv(feature)
    const place = hash % dimensions
    // Three appearances do not mean three times as much.
    vector[place] = (vector[place] ?? 0) + (hash & 0x40000000 ? -1 : 1) * Math.sqrt(weight)
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((one) => one / length)
}

function trigrams(word: string): string[] {
  const padded = `^${word}$`
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, index) => padded.slice(index, index + 3))
}

/** FNV-1a, 32 bits, with a final mix: without it neighbouring strings land in neighbouring places. */
function fnv(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
