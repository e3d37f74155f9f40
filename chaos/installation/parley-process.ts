import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import path from 'node:path'
import type { PlannedProcess } from './topologies.ts'

/** One process of the installation, over all its lives. */
export interface ParleyProcess {
  name: string
  isWeb: boolean
  url: string
  readonly isAlive: boolean
  /** How long it has been ready; 0 while it is not. */
  readonly readyForMs: number
  /** Starts it and waits until it says that it is ready. @returns false when it ended before that */
  start(failpoint?: string): Promise<boolean>
  /** SIGKILL, as by the system. @returns whether there was something to kill */
  kill(): boolean
  /** SIGTERM: it ends by itself, and is told of with `onEnd`. @returns whether there was somebody to tell */
  tellToStop(): boolean
  /** The end of the run: asks it to stop, and insists after a while. */
  stop(): Promise<void>
}

interface Options {
  /** Where `server/cli.ts` stands: the repository, or a copy that was broken on purpose. */
  root: string
  logFolder: string
  env: Record<string, string>
  port: number
  /** Told of every end that nobody here asked for with `stop`. */
  onEnd(name: string, how: string): void
}

const readyPatienceMs = 300_000

export function planProcess(planned: PlannedProcess, options: Options): ParleyProcess {
  const log = createWriteStream(path.join(options.logFolder, `${planned.name}.log`), { flags: 'a' })
  let child: ChildProcess | null = null
  let stopping = false
  let readySince: number | null = null

  function launch(failpoint: string | undefined): Promise<boolean> {
    const started = spawn(process.execPath, [path.join(options.root, 'server', 'cli.ts'), 'start'], {
      cwd: options.root,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LOG_LEVEL: 'info',
        PARLEY_TEST_BUILD: '1',
        ...options.env,
        ROLES: planned.roles,
        PORT: String(options.port),
        ...(failpoint && { PARLEY_FAILPOINT: failpoint }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    started.stdout?.on('data', (piece: Buffer) => log.write(piece))
    return new Promise((resolve) => {
      const patience = setTimeout(() => started.kill('SIGKILL'), readyPatienceMs)
      let said = ''
      started.stderr?.on('data', (piece: Buffer) => {
        log.write(piece)
        if (readySince !== null) return
        // The words may come in two pieces.
        said += piece
        if (!said.includes('(ready in')) return
        clearTimeout(patience)
        readySince = performance.now()
        resolve(true)
      })
      started.once('exit', (code, signal) => {
        clearTimeout(patience)
        if (child === started) child = null
        readySince = null
        if (!stopping) options.onEnd(planned.name, signal ?? `exit ${code}`)
        resolve(false)
      })
    })
  }

  return {
    name: planned.name,
    isWeb: planned.roles.includes('web'),
    url: `http://127.0.0.1:${options.port}`,
    get isAlive() {
      return child !== null
    },
    get readyForMs() {
      return readySince === null ? 0 : performance.now() - readySince
    },
    start: (failpoint) => (child || stopping ? Promise.resolve(false) : launch(failpoint)),
    kill: () => child?.kill('SIGKILL') ?? false,
    tellToStop: () => child?.kill('SIGTERM') ?? false,
    stop: async () => {
      stopping = true
      await end(child, log)
    },
  }
}

async function end(child: ChildProcess | null, log: WriteStream): Promise<void> {
  if (child && child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(patience)
  }
  log.end()
}
