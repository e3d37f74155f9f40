// `npm run dev`: the server, the providers' emulators with their customer phones, and the two pages that rebuild themselves.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { endAll, launch, node } from './processes.mjs'

const root = path.join(import.meta.dirname, '..')
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const emulators = {
  META_GRAPH_URL: 'http://127.0.0.1:4001',
  TELEGRAM_API_URL: 'http://127.0.0.1:4002',
  OPENAI_BASE_URL: 'http://127.0.0.1:4003/v1',
}

launch(node, ['emulators/main.ts'])
launch(node, ['--watch-path=server', '--watch-path=contract', '--watch-preserve-output', 'server/cli.ts', 'start'], {
  env: { ...emulators, OPENAI_API_KEY: 'development', AI_MODEL: 'gpt-5-mini', DATA_DIR: './data-dev', ...definedSettings() },
})
if (existsSync(path.join(root, 'dashboard', 'vite.config.ts'))) launch(node, [vite], { cwd: path.join(root, 'dashboard') })
if (existsSync(path.join(root, 'widget', 'vite.config.ts')))
  launch(node, [vite, 'build', '--watch', '--logLevel', 'warn'], { cwd: path.join(root, 'widget') })

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    endAll('SIGINT')
    setTimeout(() => process.exit(0), 5000).unref()
  })
}

/** What the developer has set goes before our own choice. */
function definedSettings() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name, value]) => value && (name in emulators || ['DATA_DIR', 'OPENAI_API_KEY', 'AI_MODEL'].includes(name)),
    ),
  )
}
