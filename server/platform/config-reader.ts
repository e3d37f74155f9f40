/** Reads settings one by one and gathers what is wrong with them, so that all of it is told at once. */
export function createReader(env: NodeJS.ProcessEnv) {
  const faults: string[] = []
  /** A setting may be read for two purposes: its fault is told once. */
  const blame = (fault: string): void => {
    if (!faults.includes(fault)) faults.push(fault)
  }

  const optional = (name: string): string | null => env[name]?.trim() || null

  /** `parse` answers null for what it cannot use; `takes` finishes the sentence "NAME takes …". The value is never repeated: it may be a secret. */
  const parsed = <T>(name: string, parse: (text: string) => T | null, takes: string): T | null => {
    const text = optional(name)
    if (text === null) return null
    const value = parse(text)
    if (value === null) blame(`${name} is not usable: it takes ${takes}.`)
    return value
  }

  return {
    faults,
    optional,
    parsed,
    text: (name: string, fallback: string): string => optional(name) ?? fallback,
    integer: (name: string, fallback: number, min: number, max: number): number => {
      const inRange = (value: number) => Number.isInteger(value) && value >= min && value <= max
      return (
        parsed(
          name,
          (text) => (/^\d+$/.test(text) && inRange(Number(text)) ? Number(text) : null),
          `a whole number from ${min} to ${max}`,
        ) ?? fallback
      )
    },
    oneOf: <T extends string>(name: string, values: readonly T[], fallback: T): T =>
      parsed(name, (text) => values.find((value) => value === text) ?? null, `one of ${values.join(', ')}`) ?? fallback,
    webAddress: (name: string): string | null => parsed(name, parseWebAddress, 'an address such as https://parley.example.com'),
  }
}

function parseWebAddress(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const plain = ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  return plain ? url.href.replace(/\/+$/, '') : null
}
