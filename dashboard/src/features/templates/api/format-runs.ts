export interface Run {
  text: string
  mark: 'bold' | 'italic' | 'strike' | 'mono' | null
}

const marks = { '*': 'bold', _: 'italic', '~': 'strike', '```': 'mono', '`': 'mono' } as const

/** A text cut where chat apps change the type: `*bold*`, `_italic_`, `~struck~`, `` `mono` ``. A sign inside a word is just a sign. */
export function formatRuns(text: string): Run[] {
  const runs: Run[] = []
  let from = 0
  for (const match of text.matchAll(/(?<![\p{L}\p{N}*_~`])(```|[*_~`])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}*_~`])/gu)) {
    const [whole, sign = '', inner = ''] = match
    if (match.index > from) runs.push({ text: text.slice(from, match.index), mark: null })
    runs.push({ text: inner, mark: marks[sign as keyof typeof marks] })
    from = match.index + whole.length
  }
  if (from < text.length) runs.push({ text: text.slice(from), mark: null })
  return runs
}
