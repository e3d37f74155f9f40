// Storage may be blocked or full: then things are known until the page is left.
const memory: Record<string, string> = {}

export function recall(name: string): string | null {
  try {
    return memory[name] || localStorage.getItem(name)
  } catch {
    return memory[name] || null
  }
}

/** Null forgets. */
export function keep(name: string, value: string | null): void {
  try {
    if (value) localStorage.setItem(name, value)
    else localStorage.removeItem(name)
    delete memory[name]
  } catch {
    memory[name] = value ?? ''
  }
}
