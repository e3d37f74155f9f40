/** A table as lines of "column: value", a row each, so that every passage says what its numbers mean (RFC 4180, with `,`, `;` or tabs). */
export function parseCsv(text: string): string {
  const rows = readRows(text.replace(/^\ufeff/, ''), separatorOf(text)).filter((row) => row.some((cell) => cell !== ''))
  const [head, ...body] = rows
  if (!head || body.length === 0) return head?.join(' ') ?? ''
  return body
    .map((row) => row.flatMap((cell, column) => (cell === '' ? [] : [head[column] ? `${head[column]}: ${cell}` : cell])).join('; '))
    .join('\n\n')
}

function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/))
  return [',', ';', '\t'].reduce((best, candidate) => (line.split(candidate).length > line.split(best).length ? candidate : best))
}

function readRows(text: string, separator: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const endCell = (): void => {
    rows.at(-1)?.push(cell.trim().replace(/\s+/g, ' '))
    cell = ''
  }
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place] ?? ''
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[place + 1] === '"') {
        cell += '"'
        place += 1
      } else quoted = false
    } else if (character === '"' && cell.trim() === '') quoted = true
    else if (character === separator) endCell()
    else if (character === '\n') {
      endCell()
      rows.push([])
    } else cell += character
  }
  endCell()
  return rows
}
