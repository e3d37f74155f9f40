// `npm run dev`: the demo's shop with its played providers, begun anew at each change of the server, and the two pages that rebuild themselves.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { endAll, launch, node } from './processes.mjs'

const root = path.join(import.meta.dirname, '..')
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const watched = ['server', 'contract', 'emulators'].map((folder) => `--watch-path=${folder}`)

launch(node, [...watched, '--watch-preserve-output', 'server/cli.ts', 'demo', '--folder', './data-dev'])
if (existsSync(path.join(root, 'dashboard', 'vite.config.ts'))) launch(node, [vite], { cwd: path.join(root, 'dashboard') })
if (existsSync(path.join(root, 'widget', 'vite.config.ts')))
  launch(node, [vite, 'build', '--watch', '--logLevel', 'warn'], { cwd: path.join(root, 'widget') })

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    endAll('SIGINT')
    setTimeout(() => process.exit(0), 5000).unref()
  })
}
