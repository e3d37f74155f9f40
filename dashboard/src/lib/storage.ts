/** What this browser remembers; private windows may refuse storage, which must never stop the page. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`parley.${key}`)
  } catch {
    return null
  }
}

export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`parley.${key}`)
    else localStorage.setItem(`parley.${key}`, value)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
