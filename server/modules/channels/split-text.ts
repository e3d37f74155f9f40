import type { Capabilities } from '../../../contract/channels.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** After a sentence's end in Latin, Cyrillic, Arabic, Devanagari and Chinese script. */
const sentenceEnd = /[.!?…؟۔।。！？]["'»”)\]]*\s+|\n+/gu

/**
 * Cuts a long text into parts of at most `maxLength` UTF-16 units (or bytes of UTF-8): at a paragraph or sentence, else between words, else between
 * whole characters as people see them. Nothing but the white space at the cuts is lost.
 */
export function splitText(text: string, maxLength: number, unit: Capabilities['textUnit'] = 'characters'): string[] {
  const parts: string[] = []
  let rest = text
  for (let fits = lengthThatFits(rest, maxLength, unit); rest.length > fits; fits = lengthThatFits(rest, maxLength, unit)) {
    const cut = findCut(rest, fits)
    const part = rest.slice(0, cut).trimEnd()
    if (part !== '') parts.push(part)
    rest = rest.slice(cut).trimStart()
  }
  if (rest.trim() !== '') parts.push(rest)
  return parts
}

/** How many UTF-16 units of the text's beginning take at most so much. */
function lengthThatFits(text: string, maxLength: number, unit: Capabilities['textUnit']): number {
  if (unit === 'characters') return maxLength
  const encoded = new TextEncoder().encodeInto(text, new Uint8Array(maxLength))
  return encoded.read
}

function findCut(text: string, maxLength: number): number {
  const window = text.slice(0, maxLength + 1)
  // A cut in the first third would leave a stump and one part more than needed.
  const least = maxLength / 3
  let sentence = 0
  for (const match of window.matchAll(sentenceEnd)) {
    const end = match.index + match[0].trimEnd().length
    if (end <= maxLength) sentence = Math.max(sentence, end, match.index)
  }
  if (sentence > least) return sentence
  const word = window.search(/\s\S*$/u)
  if (word > least) return word
  return lastWholeCharacter(text, maxLength)
}

/** Where the last character (grapheme) that fits ends; a single one longer than the limit is cut between code points. */
function lastWholeCharacter(text: string, maxLength: number): number {
  // Segmenting from the start of a long text costs a second a megabyte: a short stretch before the cut is enough to find a boundary.
  const from = Math.max(0, maxLength - 64)
  let end = 0
  for (const { index, segment } of graphemes.segment(text.slice(from, maxLength + 64))) {
    const boundary = from + index
    if (boundary > 0 && boundary <= maxLength) end = boundary
    if (boundary + segment.length === maxLength) end = maxLength
  }
  if (end > maxLength / 3) return end
  const isInsidePair = /[\uD800-\uDBFF]/.test(text.charAt(maxLength - 1))
  return isInsidePair && maxLength > 1 ? maxLength - 1 : maxLength
}

/** A label that fits, with … at its end when it had to be cut. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  let kept = ''
  for (const { segment } of graphemes.segment(text.slice(0, maxLength * 2))) {
    if (kept.length + segment.length > maxLength - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
