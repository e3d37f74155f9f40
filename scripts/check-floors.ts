import path from 'node:path'
import { type Import, readImports } from './read-imports.ts'

/** Modules, lowest floor first. Those of one row do not know each other. */
const floors: readonly (readonly string[])[] = [
  ['workspaces', 'metering'],
  ['channels', 'contacts'],
  ['conversations'],
  ['knowledge'],
  ['agents', 'workflows', 'commerce', 'broadcasts', 'tickets', 'voice'],
  ['pipeline'],
  ['widget', 'webhooks', 'operations', 'insights', 'privacy', 'billing'],
]

/** What stands above the modules and may therefore use all of them. */
const top = Number.POSITIVE_INFINITY

export function findBreaches(imports: readonly Import[]): string[] {
  const own = imports.filter(({ isOwn }) => isOwn)
  const breaches = own.flatMap(({ from, to }) => {
    const reason = isTest(from) ? null : whyNot(from, to)
    return reason ? [`${from} → ${to}: ${reason}`] : []
  })
  return [
    ...breaches,
    ...findCycles(own.filter(({ isType, from }) => !isType && !isTest(from))).map((cycle) => `${cycle.join(' → ')}: a cycle`),
  ]
}

function whyNot(from: string, to: string): string | null {
  const [source, target] = [from.split('/')[0] ?? '', to.split('/')[0] ?? '']
  if (source === 'contract') return target === 'contract' ? null : 'the contract knows only itself'
  if (source === 'dashboard')
    return target === 'dashboard'
      ? whyNotInDashboard(from, to)
      : target === 'contract'
        ? null
        : 'the dashboard knows the server by its contract only'
  if (source === 'widget') return ['widget', 'contract'].includes(target) ? null : 'the widget knows the server by its contract only'
  if (source === 'emulators') return target === 'emulators' ? null : 'an emulator knows its provider, not Parley'
  if (source !== 'server') return null
  if (target === 'contract') return null
  if (target === 'emulators' && from.startsWith('server/demo/')) return null
  return target === 'server' ? whyNotInServer(from, to) : `the server does not know ${target}`
}

function whyNotInServer(from: string, to: string): string | null {
  const [mine, theirs] = [moduleOf(from), moduleOf(to)]
  if (to.includes('/testing/')) return 'only tests use the means of testing'
  if (theirs !== null && mine !== theirs && to !== `server/modules/${theirs}/index.ts`) return `only through modules/${theirs}/index.ts`
  if (mine !== null && mine === theirs) return null
  const [low, high] = [floorOf(to), floorOf(from)]
  if (low === null || high === null) return 'this module stands on no floor yet: add it to scripts/check-floors.ts'
  if (high === top && low === top) return null
  return low < high ? null : low === high && mine === null ? null : 'calls go down; upwards and sideways speak by events'
}

function moduleOf(file: string): string | null {
  return /^server\/modules\/([^/]+)\//.exec(file)?.[1] ?? null
}

function floorOf(file: string): number | null {
  if (file.startsWith('server/platform/')) return -1
  const name = moduleOf(file)
  if (name === null) return top
  const floor = floors.findIndex((row) => row.includes(name))
  return floor < 0 ? null : floor
}

/** lib and components → features → app; features of different domains do not know each other's insides. */
function whyNotInDashboard(from: string, to: string): string | null {
  const room = (file: string) => /^dashboard\/src\/(lib|components|features|app|locales)\//.exec(file)?.[1] ?? null
  const order = ['locales', 'lib', 'components', 'features', 'app']
  const [mine, theirs] = [room(from), room(to)]
  if (mine === null || theirs === null) return null
  return order.indexOf(theirs) <= order.indexOf(mine) ? null : `${mine} does not know ${theirs}`
}

function isTest(file: string): boolean {
  return /(\.test|-fixtures)\.tsx?$/.test(file) || /\/testing\//.test(file)
}

/** Each cycle once, as the path that closes it. */
function findCycles(edges: readonly Import[]): string[][] {
  const next = Map.groupBy(edges, ({ from }) => from)
  const done = new Set<string>()
  const cycles: string[][] = []
  const visit = (file: string, trail: readonly string[]): void => {
    const position = trail.indexOf(file)
    if (position >= 0) cycles.push([...trail.slice(position), file])
    if (position >= 0 || done.has(file)) return
    for (const { to } of next.get(file) ?? []) visit(to, [...trail, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return cycles
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..')
  const imports = readImports(root, ['server', 'contract', 'dashboard/src', 'widget/src', 'emulators'])
  const breaches = [...new Set(findBreaches(imports))]
  console.log(breaches.length === 0 ? `${imports.length} imports keep to the floors.` : breaches.join('\n'))
  process.exitCode = breaches.length === 0 ? 0 : 1
}
