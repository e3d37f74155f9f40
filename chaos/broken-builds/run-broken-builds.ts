import type { ChaosOptions } from '../options.ts'
import { runChaos } from '../run-chaos.ts'
import { inOneLine } from '../summarise.ts'
import type { BrokenBuild } from './broken-build.ts'
import { brokenBuilds } from './broken-builds.ts'
import { makeBrokenBuild } from './make-broken-build.ts'

export interface Caught {
  build: string
  promise: string
  caught: boolean
  line: string
}

/** Each build's run is short: what is broken on purpose shows soon, or the checker is blind. */
const minutes = 0.35
const messages = 700

/** Runs builds with one promise broken each. @returns which of them the checker caught, with the sentence that is to be expected */
export async function runBrokenBuilds(
  given: ChaosOptions,
  root: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Caught[]> {
  const names = (given.breaks ?? '').split(',')
  const wanted = brokenBuilds.filter(({ name, promise }) => names.some((one) => one === 'all' || one === name || one === promise))
  if (wanted.length === 0) {
    const known = brokenBuilds.map((build) => `  ${build.name} (${build.promise}): ${build.mistake}`)
    throw new Error(`--break takes all, or with commas between them promises and names:\n${known.join('\n')}`)
  }
  const caught: Caught[] = []
  for (const build of wanted) {
    signal.throwIfAborted()
    caught.push(await runOne(build, given, root, signal, say))
  }
  return caught
}

async function runOne(
  build: BrokenBuild,
  given: ChaosOptions,
  root: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Caught> {
  say(`── ${build.name}: ${build.mistake}`)
  const broken = makeBrokenBuild(root, build)
  try {
    const options = {
      ...given,
      breaks: build.name,
      minutes: build.run?.minutes ?? minutes,
      messages,
      long: false,
      topology: given.topology ?? build.run?.topology ?? null,
      kills: build.run?.kills ?? 4,
      stops: build.run?.stops ?? 0,
      slowStatuses: build.run?.slowStatuses ?? given.slowStatuses,
      customers: build.run?.customers ?? given.customers,
      quietMs: build.run?.kills === 0 ? 4_000 : given.quietMs,
      failpoint: build.run?.failpoint ?? null,
      faults: build.run?.faults ?? given.faults,
    }
    const { summary, result } = await runChaos(options, broken.root, { ending: signal, enough: signal }, say)
    const shown = result.violations.find(({ promise, what }) => promise === build.promise && build.expects.test(what))
    if (shown) say(`caught: ${shown.what}`)
    else
      for (const other of result.violations.slice(0, 3))
        say([`found instead: ${other.promise}: ${other.what}`, ...other.evidence].join('\n'))
    return { build: build.name, promise: build.promise, caught: shown !== undefined, line: inOneLine(summary) }
  } finally {
    broken.remove()
  }
}
