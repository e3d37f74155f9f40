/** For fields: what is typed runs as its language does. Empty, a field would be taken for left-to-right, and its hint with it. */
export function directionOfText(text: string): 'auto' | undefined {
  return text === '' ? undefined : 'auto'
}
