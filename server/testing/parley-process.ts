import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import path from 'node:path'

export interface ParleyProcess {
  url: string
  child: ChildProcess
  /** Resolves with the signal or code by which the process ended. */
  ended: Promise<string>
  /** Everything that it wrote so far, its log among it. */
  output(): string
  kill(): Promise<void>
}

/** A real `parley start` in a process of its own, ready to be killed. */
export async function startParleyProcess(env: Record<string, string>): Promise<ParleyProcess> {
  const port = env.PORT ?? String(await freePort())
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'cli.ts'), 'start'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', PARLEY_TEST_BUILD: '1', ...env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const ended = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))))
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child, () => output)
  return {
    url,
    child,
    ended,
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 40_000
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Parley ended before it was ready: ${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  throw new Error(`Parley was not ready in time: ${output()}`)
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
