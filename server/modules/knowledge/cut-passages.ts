export interface CutPassage {
  /** The headings above it, outermost first, joined by " › ". */
  heading: string | null
  text: string
}

/** Up to here a section stays whole: what belongs together is answered together. */
const longest = 1600
/** What a longer section is cut into. */
const target = 1000

/**
 * Cuts a document in Markdown (or plain text) into passages: by its headings and never across one, then by paragraphs, then by
 * sentences. No overlaps. A table that must be cut repeats its head.
 */
export function cutPassages(document: string): CutPassage[] {
  const passages: CutPassage[] = []
  for (const section of splitSections(document.replace(/\r\n?/g, '\n'))) {
    const text = section.lines.join('\n').trim()
    if (text === '') continue
    const heading = section.path.length > 0 ? section.path.join(' › ').slice(0, 500) : null
    for (const piece of cutSection(text)) passages.push({ heading, text: piece })
  }
  return passages
}

interface Section {
  path: string[]
  lines: string[]
}

function splitSections(document: string): Section[] {
  const open: { level: number; title: string }[] = []
  let current: Section = { path: [], lines: [] }
  const sections = [current]
  let fenced = false
  for (const line of document.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const heading = fenced ? null : /^(#{1,6})\s+(\S.*?)\s*#*\s*$/.exec(line)
    if (!heading) {
      current.lines.push(line)
      continue
    }
    const level = heading[1]?.length ?? 1
    while ((open.at(-1)?.level ?? 0) >= level) open.pop()
    open.push({ level, title: heading[2] ?? '' })
    current = { path: open.map((entry) => entry.title), lines: [] }
    sections.push(current)
  }
  return sections.some((section) => section.lines.join('').trim() !== '')
    ? sections
    : [{ path: [], lines: open.map((entry) => entry.title) }]
}

function cutSection(text: string): string[] {
  if (text.length <= longest) return [text]
  const pieces: string[] = []
  let current = ''
  const close = (): void => {
    if (current !== '') pieces.push(current)
    current = ''
  }
  for (const block of text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')) {
    const parts = block.length <= longest ? [block] : isTable(block) ? cutTable(block) : cutProse(block)
    for (const part of parts) {
      if (current !== '' && current.length + part.length + 2 > target) close()
      current = current === '' ? part : `${current}\n\n${part}`
    }
  }
  close()
  return joinShortEnd(pieces)
}

/** A last line on its own says little: it goes with the piece before. */
function joinShortEnd(pieces: string[]): string[] {
  const last = pieces.at(-1)
  const before = pieces.at(-2)
  if (last === undefined || before === undefined || last.length > 200 || before.length + last.length > longest) return pieces
  return [...pieces.slice(0, -2), `${before}\n\n${last}`]
}

function isTable(block: string): boolean {
  return block.split('\n').every((line) => /^\s*\|/.test(line))
}

function cutTable(block: string): string[] {
  const lines = block.split('\n')
  const headed = /^\s*\|[\s:|-]+\|?\s*$/.test(lines[1] ?? '')
  const head = headed ? lines.slice(0, 2).join('\n') : ''
  return gather(headed ? lines.slice(2) : lines, '\n', Math.max(300, target - head.length)).map((rows) =>
    head ? `${head}\n${rows}` : rows,
  )
}

function cutProse(block: string): string[] {
  const sentences = block.split('\n').flatMap((line) => splitSentences(line))
  return gather(sentences, ' ', target)
}

/** Joins neighbours until they would pass `limit`; what is longer by itself is cut hard. */
function gather(units: readonly string[], glue: string, limit: number): string[] {
  const pieces: string[] = []
  let current = ''
  for (const unit of units.flatMap((unit) => cutHard(unit, longest))) {
    if (current !== '' && current.length + glue.length + unit.length > limit) {
      pieces.push(current)
      current = ''
    }
    current = current === '' ? unit : `${current}${glue}${unit}`
  }
  if (current !== '') pieces.push(current)
  return pieces
}

function cutHard(text: string, limit: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > limit) {
    const space = rest.lastIndexOf(' ', limit)
    let end = space > limit / 2 ? space : limit
    if (/[\ud800-\udbff]/.test(rest.charAt(end - 1))) end -= 1
    pieces.push(rest.slice(0, end).trim())
    rest = rest.slice(end).trim()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

/** By the rules of Unicode (UAX 29), which know the full stops of Arabic, Devanagari and Chinese. */
export function splitSentences(text: string): string[] {
  return [...sentences.segment(text)].map(({ segment }) => segment.trim()).filter((segment) => segment !== '')
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })
