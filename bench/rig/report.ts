import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface Figure {
  label: string
  figure: number
  unit: 'ms' | '%' | 'MiB' | 'KiB' | 's' | '/s' | '×' | 'µs' | ''
  /** What it must not pass; null: reported only. */
  threshold: number | null
  /** Of figures that should be large: what they must reach. */
  atLeast?: number
  /** Of a speed: how many transactions bare PostgreSQL commits in that time, in the same run. */
  bareTransactions?: number
}

const root = path.join(import.meta.dirname, '..', '..')

/** The commit that was measured; `-dirty` after it where something else was: a figure of that cannot be measured again. */
export function commitOf(folder: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--untracked-files=normal', '--', '.', ':!bench/results.jsonl')
  return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '-dirty')
}

/** Prints a table and appends each figure as a JSON line to bench/results.jsonl. A figure that misses what is wanted makes the command fail in the end. */
export function report(bench: string, figures: readonly Figure[]): void {
  const commit = commitOf(root)
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(os.totalmem() / 1024 ** 3)} GiB`
  // The machine may be shared: who reads a figure should know how busy it was.
  const load = Number(os.loadavg()[0]?.toFixed(1))
  console.log(`\n${bench} (${commit}, load ${load} on ${os.cpus().length} processors)`)
  for (const { label, figure, unit, threshold, atLeast, bareTransactions } of figures) {
    const verdict = verdictOf(figure, threshold, atLeast)
    if (/^(BELOW|ABOVE)/.test(verdict)) process.exitCode = 1
    const ratio = bareTransactions === undefined ? '' : `${bareTransactions.toFixed(0)} bare transactions`
    console.log(
      `  ${label.padEnd(48)} ${figure.toFixed(unit === '×' ? 3 : 1).padStart(9)} ${unit.padEnd(4)} ${verdict.padEnd(12)} ${ratio}`,
    )
    const line = {
      at: new Date().toISOString(),
      bench,
      label,
      figure: Number(figure.toFixed(3)),
      unit,
      threshold,
      atLeast,
      bareTransactions,
      commit,
      machine,
      load,
    }
    appendFileSync(path.join(root, 'bench', 'results.jsonl'), `${JSON.stringify(line)}\n`)
  }
}

function verdictOf(figure: number, threshold: number | null, atLeast: number | undefined): string {
  if (atLeast !== undefined) return figure >= atLeast ? `≥ ${atLeast}` : `BELOW ${atLeast}`
  if (threshold === null) return ''
  // Also what is no number has missed it.
  return figure <= threshold ? `≤ ${threshold}` : `ABOVE ${threshold}`
}
