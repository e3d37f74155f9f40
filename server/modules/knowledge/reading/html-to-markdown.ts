import TurndownService from 'turndown'

/** HTML as plain Markdown: headings, lists, tables and links stay, decoration goes. */
export function htmlToMarkdown(html: string, baseUrl: string | null): string {
  const service = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced', hr: '' })
  // Escapes would stand in the answer that a customer reads.
  service.escape = (text) => text
  service.remove(['script', 'style', 'noscript', 'template', 'iframe', 'object', 'form', 'button', 'select', 'textarea', 'title'])
  service.addRule('plain', { filter: ['em', 'i', 'strong', 'b', 'code'], replacement: (content) => content })
  service.addRule('no-images', { filter: ['img', 'picture', 'video', 'audio', 'canvas'], replacement: () => '' })
  service.addRule('link', {
    filter: 'a',
    replacement: (content, node) => {
      const target = resolveLink((node as unknown as LinkLike).getAttribute('href'), baseUrl)
      const text = content.trim()
      return text === '' || target === null || text.includes(target) ? content : `${content} (${target})`
    },
  })
  service.addRule('heading-in-one-line', {
    filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    replacement: (_content, node) => {
      const text = (node.textContent ?? '').replace(/\s+/g, ' ').trim()
      return text === '' ? '' : `\n\n${'#'.repeat(Number(node.nodeName.charAt(1)))} ${text}\n\n`
    },
  })
  service.addRule('table', {
    filter: 'table',
    replacement: (content, node) => tableToMarkdown(node as unknown as TableLike) ?? `\n\n${content}\n\n`,
  })
  return service
    .turndown(html)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

interface LinkLike {
  getAttribute(name: string): string | null
}

/** Only whole web addresses say something away from the page. */
function resolveLink(href: string | null, baseUrl: string | null): string | null {
  if (!href || href.startsWith('#')) return null
  if (!URL.canParse(href, baseUrl ?? undefined)) return null
  const url = new URL(href, baseUrl ?? undefined)
  return ['http:', 'https:'].includes(url.protocol) ? url.href : null
}

interface TableLike {
  querySelectorAll(selector: string): ArrayLike<TableLike>
  textContent: string | null
}

/** null: a table that only lays out, with one column or with other tables inside. */
function tableToMarkdown(table: TableLike): string | null {
  if (table.querySelectorAll('table').length > 0) return null
  const rows = Array.from(table.querySelectorAll('tr'), (row) =>
    Array.from(row.querySelectorAll('th, td'), (cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').replaceAll('|', '/').trim()),
  ).filter((row) => row.some((cell) => cell !== ''))
  const width = Math.max(0, ...rows.map((row) => row.length))
  if (width < 2 || rows.length < 2) return null
  const lines = rows.map((row) => `| ${Array.from({ length: width }, (_, column) => row[column] ?? '').join(' | ')} |`)
  return `\n\n${[lines[0], `|${' --- |'.repeat(width)}`, ...lines.slice(1)].join('\n')}\n\n`
}
