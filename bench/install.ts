import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../server/testing/parley-process.ts'
import { report } from './rig/report.ts'

/*
 * What a newcomer waits for: the tree as it is committed in an empty folder, `npm install`, `npm start` without and with a database:
 *   node bench/install.ts
 */
const root = path.join(import.meta.dirname, '..')
const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-install-'))
try {
  execFileSync('sh', ['-c', `git -C '${root}' archive HEAD | tar -x -C '${folder}'`])
  const tree = sizeOf(folder)
  // As a newcomer has it: whatever Node and npm the system brings, nothing of ours in the path.
  const clean = {
    ...process.env,
    PATH: (process.env.PATH ?? '')
      .split(':')
      .filter((one) => !one.includes('node_modules'))
      .join(':'),
  }
  const installing = performance.now()
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, env: clean, stdio: 'inherit' })
  const installSeconds = (performance.now() - installing) / 1000
  const cold = await start(folder, clean)
  const warm = [await start(folder, clean), await start(folder, clean), await start(folder, clean)].sort((a, b) => a - b)
  report('install', [
    { label: 'the tree', figure: tree / 1024 ** 2, unit: 'MiB', threshold: null },
    { label: 'installed and built', figure: sizeOf(folder) / 1024 ** 2, unit: 'MiB', threshold: null },
    { label: 'npm install', figure: installSeconds, unit: 's', threshold: null },
    { label: 'npm start to ready, cold (makes the database)', figure: cold, unit: 's', threshold: 10 },
    { label: 'npm start to ready, warm (median of 3)', figure: warm[1] ?? Number.NaN, unit: 's', threshold: 3 },
  ])
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** @returns seconds until /readyz says so */
async function start(cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn('npm', ['start'], { cwd, env: { ...env, PORT: String(port), HOST: '127.0.0.1' }, stdio: 'ignore', detached: true })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    for (;;) {
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      )
      if (ready) return (performance.now() - began) / 1000
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
      await sleep(20)
    }
  } finally {
    // As Ctrl-C does: npm and what it started are one group.
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGINT')
    await ended
  }
}

function sizeOf(file: string): number {
  const entry = lstatSync(file)
  return entry.isDirectory() ? readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0) : entry.size
}
