import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { runBrokenBuilds } from './broken-builds/run-broken-builds.ts'
import { promises, type Violation } from './check/violation.ts'
import { type ChaosOptions, readOptions } from './options.ts'
import { runChaos } from './run-chaos.ts'
import { excusedLines, inOneLine } from './summarise.ts'

const shownOfEach = 4
const root = path.join(import.meta.dirname, '..')
const began = performance.now()

const options = optionsOrExit()
const ending = new AbortController()
/** Enough was written: what is under way is still settled, checked and told. */
const enough = new AbortController()
/** Ctrl-C under npm arrives twice, from the terminal and from npm: only a later one is meant as "at once". */
const sameSignalMs = 1_000
let interruptedAt = Number.NEGATIVE_INFINITY

process.on('SIGINT', () => {
  const isSame = performance.now() - interruptedAt < sameSignalMs
  if (isSame) return
  interruptedAt = performance.now()
  if (enough.signal.aborted || options.breaks !== null) return endAtOnce()
  console.error('No more is written: what is under way is settled, checked and told. Once more ends at once.')
  enough.abort(new Error('enough'))
})
for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, endAtOnce)

function endAtOnce(): void {
  if (ending.signal.aborted) return
  console.error('Stopping: ending the processes and removing what was made.')
  ending.abort(new Error('interrupted'))
}

try {
  process.exitCode = options.breaks === null ? await run(options) : await breakAll(options)
} catch (error) {
  const isInterrupted = ending.signal.aborted
  console.error(isInterrupted ? 'Interrupted: nothing was left behind.' : error instanceof Error ? error.message : String(error))
  process.exitCode = isInterrupted ? 130 : 1
}

function optionsOrExit(): ChaosOptions {
  const read = readOptions(process.argv.slice(2))
  if (typeof read !== 'string') return read
  console.error(read)
  process.exit(process.argv.includes('--help') ? 0 : 2)
}

async function run(given: ChaosOptions): Promise<number> {
  const { summary, result } = await runChaos(given, root, { ending: ending.signal, enough: enough.signal }, say)
  for (const promise of promises) {
    const broken = result.violations.filter((violation) => violation.promise === promise)
    for (const violation of broken.slice(0, shownOfEach)) show(violation)
    if (broken.length > shownOfEach) console.log(`\n… and ${broken.length - shownOfEach} more of ${promise}.`)
  }
  console.log('')
  for (const line of excusedLines(summary)) console.log(line)
  console.log(`\n${inOneLine(summary)}`)
  console.log(JSON.stringify(summary))
  if (given.report)
    writeFileSync(given.report, `${JSON.stringify({ ...summary, violations: result.violations, counted: summary.violations }, null, 2)}\n`)
  return result.violations.length === 0 ? 0 : 1
}

/** A run in which every build has to be caught. */
async function breakAll(given: ChaosOptions): Promise<number> {
  const results = await runBrokenBuilds(given, root, ending.signal, say)
  console.log('')
  for (const { build, promise, caught, line } of results)
    console.log(`${caught ? '✓ caught' : '✗ NOT CAUGHT'} ${build} (${promise}): ${line}`)
  const missed = results.filter((result) => !result.caught).length
  console.log(`${results.length - missed} of ${results.length} broken builds were caught`)
  if (given.report) writeFileSync(given.report, `${JSON.stringify(results, null, 2)}\n`)
  return missed === 0 ? 0 : 1
}

function show({ promise, what, evidence }: Violation): void {
  console.log(`\n✗ ${promise}: ${what}`)
  for (const line of evidence) console.log(`    ${line}`)
}

function say(line: string): void {
  console.log(`[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s] ${line}`)
}
