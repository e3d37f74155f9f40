import { extractTextItems, getDocumentProxy, getMeta, type StructuredTextItem } from 'unpdf'
import { unreadable } from '../errors.ts'
import type { ParsedDocument } from './parse-worker.ts'

/** A PDF knows neither headings nor paragraphs, only where letters stand: large type makes a heading, a gap a paragraph. */
export async function parsePdf(bytes: Uint8Array): Promise<ParsedDocument> {
  const document = await getDocumentProxy(bytes, { isEvalSupported: false, disableFontFace: true, verbosity: 0 } as Parameters<
    typeof getDocumentProxy
  >[1]).catch((error: unknown) => {
    throw unreadable(error instanceof Error && error.name === 'PasswordException' ? 'document-encrypted' : 'document-damaged')
  })
  const { items } = await extractTextItems(document)
  const { info } = await getMeta(document).catch(() => ({ info: {} as Record<string, unknown> }))
  const pages = items.map(readLines)
  const body = usualSize(pages.flat())
  const levels = headingSizes(pages.flat(), body)
  const blocks: string[] = []
  let last: Line | null = null
  for (const lines of pages) {
    for (const [place, line] of lines.entries()) {
      const level = levels.indexOf(line.size) + 1
      if (level > 0 && isHeading(line)) {
        const before = blocks.at(-1)
        // A heading in two lines is one heading.
        if (last && last.size === line.size && place > 0 && before?.startsWith('#') && last.y - line.y < line.size * 2)
          blocks[blocks.length - 1] = `${before} ${line.text}`
        else blocks.push(`${'#'.repeat(level)} ${line.text}`)
      } else if (last && place > 0 && continues(last, line) && !blocks.at(-1)?.startsWith('#'))
        blocks.push(joinLine(blocks.pop() ?? '', line.text))
      else blocks.push(line.text)
      last = line
    }
  }
  const title = typeof info.Title === 'string' && info.Title.trim() !== '' ? info.Title.trim().slice(0, 500) : null
  return { title, text: blocks.join('\n\n') }
}

interface Line {
  text: string
  size: number
  y: number
}

function readLines(items: readonly StructuredTextItem[]): Line[] {
  const lines: Line[] = []
  let text = ''
  let size = 0
  let y = 0
  let before: StructuredTextItem | null = null
  const end = (): void => {
    const clean = text.replace(/\s+/g, ' ').trim()
    if (clean !== '') lines.push({ text: clean, size: Math.round(size * 2) / 2, y })
    text = ''
    size = 0
    before = null
  }
  for (const item of items) {
    if (before && Math.abs(before.y - item.y) > Math.max(item.fontSize, 1) * 0.6) end()
    // Columns of a table lie apart without a space between them.
    if (before && item.x - (before.x + before.width) > item.fontSize) text += ' '
    text += item.str
    if (item.str.trim() !== '') {
      size = Math.max(size, item.fontSize)
      y = item.y
      before = item
    }
    if (item.hasEOL) end()
  }
  end()
  return lines
}

/** The size of most letters. */
function usualSize(lines: readonly Line[]): number {
  const letters = new Map<number, number>()
  for (const line of lines) letters.set(line.size, (letters.get(line.size) ?? 0) + line.text.length)
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** The three largest sizes above that of the text, largest first. */
function headingSizes(lines: readonly Line[], body: number): number[] {
  const sizes = new Set(lines.filter((line) => line.size >= body * 1.12 && isHeading(line)).map((line) => line.size))
  return [...sizes].sort((a, b) => b - a).slice(0, 3)
}

function isHeading(line: Line): boolean {
  return line.text.length <= 150 && /\p{L}/u.test(line.text) && !/[.;,]$/.test(line.text)
}

function continues(before: Line, line: Line): boolean {
  if (before.size !== line.size || /^([•▪◦–—*-]|\d{1,3}[.)])\s/.test(line.text)) return false
  const gap = before.y - line.y
  return gap > 0 && gap < line.size * 1.75
}

/** A word divided at the line's end becomes whole again. */
function joinLine(before: string, line: string): string {
  return /\p{Ll}[-\u00ad]$/u.test(before) && /^\p{Ll}/u.test(line) ? before.slice(0, -1) + line : `${before} ${line}`
}
