import { randomInt } from 'node:crypto'

/** The GET handshake; undefined when it succeeds, else what went wrong. */
export async function verifyCallback(url: string, verifyToken: string): Promise<string | undefined> {
  const challenge = String(randomInt(100_000_000, 2_000_000_000))
  const target = new URL(url)
  target.searchParams.set('hub.mode', 'subscribe')
  target.searchParams.set('hub.challenge', challenge)
  target.searchParams.set('hub.verify_token', verifyToken)
  try {
    const response = await fetch(target, { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
    const text = await response.text()
    if (response.status !== 200) return `HTTP Status Code = ${response.status}`
    return text === challenge ? undefined : 'the answer is not the challenge'
  } catch (error) {
    return error instanceof Error ? error.message : 'unreachable'
  }
}
