import type { BrowserContext } from 'playwright-core'

export interface Watch {
  /** What went wrong so far, in words: requests to others, cookies nobody asked for, errors of the page or its security policy. */
  problems(): Promise<string[]>
}

// The page finds out that nobody is signed in by being refused.
const expected = [/\b401\b.*\/api\/v1\/me\b/]

/** Looks at everything that a browser's pages do from now on. `hosts`: the addresses that they may talk to. */
export function watchPages(context: BrowserContext, hosts: readonly string[]): Watch {
  const seen: string[] = []
  const note = (problem: string) => {
    if (!expected.some((pattern) => pattern.test(problem))) seen.push(problem)
  }
  context.on('request', (request) => {
    const url = request.url()
    if (!['data:', 'blob:', ...hosts].some((start) => url.startsWith(start))) note(`a request to others: ${url}`)
  })
  context.on('weberror', (error) => note(`an error of the page: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() === 'error') note(`the console: ${message.text()} (${message.location().url})`)
  })
  return {
    problems: async () => {
      const cookies = (await context.cookies()).filter(
        ({ name, httpOnly }) => !/^(__Secure-)?parley\.session_token$/.test(name) || !httpOnly,
      )
      return [...seen, ...cookies.map(({ name }) => `a cookie: ${name}`)]
    },
  }
}
