import { badRequest } from './telegram-error.ts'

/** The text that remains after entity parsing; markup that does not fit is refused as the Bot API does. */
export function parseText(text: string, mode: 'HTML' | 'MarkdownV2' | 'Markdown' | undefined): string {
  if (mode === 'HTML') return parseHtml(text)
  if (mode === 'MarkdownV2') return parseMarkdown(text)
  return text
}

const knownTags = /^(?:b|strong|i|em|u|ins|s|strike|del|span|tg-spoiler|a|tg-emoji|tg-time|code|pre|blockquote)$/
const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

function parseHtml(text: string): string {
  const open: string[] = []
  const bare = text.replace(
    /<(\/?)([a-zA-Z-]*)([^>]*)>|</g,
    (whole, slash: string | undefined, tag: string | undefined, _rest, offset: number) => {
      const name = (tag ?? '').toLowerCase()
      if (whole === '<' || !knownTags.test(name))
        throw badRequest(`can't parse entities: Unsupported start tag "${name}" at byte offset ${Buffer.byteLength(text.slice(0, offset))}`)
      if (slash === '/') {
        const expected = open.pop()
        if (expected !== name)
          throw badRequest(`can't parse entities: Unexpected end tag at byte offset ${Buffer.byteLength(text.slice(0, offset))}`)
      } else open.push(name)
      return ''
    },
  )
  const left = open.at(-1)
  if (left !== undefined) throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${left}"`)
  return bare.replace(/&(?:#(\d+)|(lt|gt|amp|quot));/g, (_all, code: string | undefined, name: string | undefined) =>
    code ? String.fromCodePoint(Number(code)) : (named[name ?? ''] ?? ''),
  )
}

/** Reserved characters must be escaped outside entities; pairs must close. */
function parseMarkdown(text: string): string {
  const reserved = new Set([...'_*[]()~`>#+-=|{}.!'])
  let out = ''
  let code = false
  const open: string[] = []
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string
    if (char === '\\' && index + 1 < text.length) {
      out += text[++index]
    } else if (char === '`') code = !code
    else if (code) out += char
    else if ('*_~'.includes(char)) {
      const mark = char === '_' && text[index + 1] === '_' ? '__' : char
      if (mark === '__') index++
      if (open.at(-1) === mark) open.pop()
      else open.push(mark)
    } else if (char === '|' && text[index + 1] === '|') {
      index++
      if (open.at(-1) === '||') open.pop()
      else open.push('||')
    } else if (char === '[') {
      const link = /^\[((?:\\.|[^\]\\])*)\]\(((?:\\.|[^)\\])*)\)/.exec(text.slice(index))
      if (!link) throw badRequest(`can't parse entities: Character '[' is reserved and must be escaped with the preceding '\\'`)
      out += (link[1] ?? '').replace(/\\(.)/g, '$1')
      index += link[0].length - 1
    } else if (char === '>' && (index === 0 || text[index - 1] === '\n')) continue
    else if (reserved.has(char))
      throw badRequest(`can't parse entities: Character '${char}' is reserved and must be escaped with the preceding '\\'`)
    else out += char
  }
  if (code || open.length > 0)
    throw badRequest(`can't parse entities: Can't find end of the entity starting at byte offset ${Buffer.byteLength(text)}`)
  return out
}
