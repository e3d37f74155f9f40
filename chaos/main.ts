import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Violation } from './check/violation.ts'
import { type ChaosOptions, readOptions } from './options.ts'
import { runChaos } from './run-chaos.ts'
import { inOneLine } from './summarise.ts'

const shownViolations = 10
const root = path.join(import.meta.dirname, '..')
const began = performance.now()

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.error(options)
  process.exit(process.argv.includes('--help') ? 0 : 2)
}
const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    if (ending.signal.aborted) return
    console.error('Stopping: ending the processes and removing what was made.')
    ending.abort(new Error('interrupted'))
  })

process.exitCode = await main(options)

async function main(given: ChaosOptions): Promise<number> {
  const { summary, result } = await runChaos(given, root, ending.signal, say)
  for (const violation of result.violations.slice(0, shownViolations)) show(violation)
  const more = result.violations.length - shownViolations
  if (more > 0) console.log(`\n… and ${more} more violations.`)
  console.log(`\n${inOneLine(summary)}`)
  console.log(JSON.stringify(summary))
  if (given.report)
    writeFileSync(given.report, `${JSON.stringify({ ...summary, violations: result.violations, counted: summary.violations }, null, 2)}\n`)
  return result.violations.length === 0 ? 0 : 1
}

function show({ promise, what, evidence }: Violation): void {
  console.log(`\n✗ ${promise}: ${what}`)
  for (const line of evidence) console.log(`    ${line}`)
}

function say(line: string): void {
  console.log(`[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s] ${line}`)
}
