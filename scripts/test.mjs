// `npm test`: everything that has to hold, one step after the other, and at the end one line with the count.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { endAll, launch, node } from './processes.mjs'

const root = path.join(import.meta.dirname, '..')
const bin = (name) => path.join(root, 'node_modules', '.bin', name)
const results = mkdtempSync(path.join(os.tmpdir(), 'parley-results-'))
const stepLimitMs = 45 * 60_000
let passed = 0
let failed = 0

process.once('exit', () => {
  endAll('SIGKILL')
  rmSync(results, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130))

// Each emulator of a test writes there what Parley asked of it (emulators/spec/report-requests.ts).
const asked = path.join(results, 'asked.jsonl')
process.env.PARLEY_SPEC_LOG = asked

const specs = process.env.SPECS_DIR ?? path.join(root, '..', 'shared', 'specs')

for (const project of ['.', 'dashboard', 'widget', 'packages/widget', 'emulators', 'e2e', 'bench']) {
  if (existsSync(path.join(root, project, 'tsconfig.json')))
    await check(`Types (${project === '.' ? 'server' : project})`, bin('tsc'), ['--noEmit', '-p', project])
}
await check('Format and lint', bin('biome'), ['check', '--error-on-warnings', '.'])
await check('Floors', node, ['scripts/check-floors.ts'])
await check('Words in their rooms', node, ['scripts/check-rooms.ts'])
await check('Dead code', bin('knip'), ['--no-progress'])
await check('Build', node, ['scripts/build.mjs'])
if (existsSync(path.join(root, 'widget', 'measure-size.ts'))) await check('Size of the widget', node, ['widget/measure-size.ts'])
await tests('Unit and integration tests', ['--project', 'server', '--project', 'pages'])
await tests('Browser journeys', ['--project', 'e2e'])
await check('Under fire, shortly', node, 'chaos/main.ts --seed 1 --minutes 0.4 --messages 1500 --kills 6 --topology three'.split(' '))

tellWhatWasAsked()
console.log(
  existsSync(specs)
    ? `\nThe providers' specifications were used.`
    : `\nThe providers' specifications are not on this machine: our own schemas were used alone.`,
)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/** One program that is right when it ends with 0. */
async function check(title, command, args) {
  heading(title)
  if ((await run(command, args)) === 0) passed += 1
  else failed += 1
}

/** A run of vitest: its tests are counted one by one, and a run that ends badly without a failed test counts as one. */
async function tests(title, args) {
  heading(title)
  const file = path.join(results, `${title.replaceAll(' ', '-')}.json`)
  const code = await run(bin('vitest'), [
    'run',
    ...args,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  // A file that broke before its first test, or an error beside the tests, is a failure too.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  )
  const failures = report.numFailedTests + brokenFiles.length
  passed += report.numPassedTests
  failed += code !== 0 && failures === 0 ? 1 : failures
}

/** How many requests to which operations were held against the providers' specifications; one that does not fit is a failure. */
function tellWhatWasAsked() {
  if (!existsSync(asked)) return
  heading('What Parley asked of providers')
  // This runs on whatever Node the system has: nothing newer than 20.
  const byProvider = new Map()
  for (const line of readFileSync(asked, 'utf8').trim().split('\n')) {
    const report = JSON.parse(line)
    byProvider.set(report.provider, [...(byProvider.get(report.provider) ?? []), report])
  }
  for (const [provider, reports] of byProvider) {
    const requests = reports.reduce((sum, report) => sum + report.requests, 0)
    const operations = new Set(reports.flatMap((report) => report.operations))
    const violations = reports.flatMap((report) => report.violations)
    const by = provider === 'meta-messaging' ? 'passed our schemas' : 'held against the published specification'
    console.log(`${provider}: ${requests} requests of ${operations.size} operations ${by}, ${violations.length} do not fit`)
    for (const violation of violations.slice(0, 10)) console.log(`  ${JSON.stringify(violation)}`)
    if (violations.length > 0) failed += 1
    else passed += 1
  }
}

function heading(title) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 70 - title.length))}`)
}

function run(command, args) {
  const child = launch(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' },
  })
  const limit = setTimeout(() => {
    console.error('This step takes too long and is ended.')
    endAll('SIGKILL')
  }, stepLimitMs)
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.once('exit', (code) => {
      clearTimeout(limit)
      resolve(code ?? 1)
    })
  })
}
