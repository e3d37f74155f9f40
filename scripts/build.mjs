// Builds the two things that browsers load, the dashboard and the widget. npm runs it after each install, so it must stand on
// the ordinary dependencies, skip what is fresh, and speak in sentences.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const localNode = path.join(root, 'node_modules', '.bin', 'node')
const node = existsSync(localNode) ? localNode : process.execPath
const force = process.argv.includes('--force')

for (const name of ['dashboard', 'widget']) build(name)

function build(name) {
  const folder = path.join(root, name)
  const marker = path.join(folder, 'dist', '.built')
  if (!existsSync(path.join(folder, 'vite.config.ts'))) return
  const sources = Math.max(newest(folder), newest(path.join(root, 'contract')), modified(path.join(root, 'package-lock.json')))
  if (!force && existsSync(marker) && modified(marker) >= sources) return
  if (!existsSync(vite)) {
    console.error(`The ${name} is not built, because vite is not installed: run npm install, then npm run prepare.`)
    return
  }
  const started = Date.now()
  const result = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, encoding: 'utf8' })
  if (result.status !== 0) {
    const said = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim() || String(result.error?.message ?? 'it said nothing')
    console.error(`The ${name} could not be built:\n${said}`)
    process.exitCode = 1
    return
  }
  writeFileSync(marker, '')
  // As old as what it was made from was seen: an edit during the build is built next time.
  utimesSync(marker, new Date(started), new Date(started))
  console.log(`Built the ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

/** When the newest source below the folder was changed, in milliseconds. */
function newest(folder) {
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue
    const full = path.join(folder, entry.name)
    latest = Math.max(latest, entry.isDirectory() ? newest(full) : modified(full))
  }
  return latest
}

function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0
}
