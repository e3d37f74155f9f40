// Storage may be blocked or full, or the visitor may not have agreed to it: then things are known until the page is left.
const memory: Record<string, string> = {}
let mayKeep = true

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
    if (!value) localStorage.removeItem(name)
    else if (mayKeep) localStorage.setItem(name, value)
    else throw 0
    delete memory[name]
  } catch {
    memory[name] = value ?? ''
  }
}

/** From now on things may be kept in the browser, or not. */
export function allowKeeping(may: boolean): void {
  mayKeep = may
}
