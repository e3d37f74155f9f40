/** The text's beginning, of at most so many UTF-16 units, without half a character at its end: an emoji is two of them. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
