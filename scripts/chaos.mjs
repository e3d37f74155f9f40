// `npm run chaos -- --seed N`: the fire test, on the Node that came with the install and without npm between it and Ctrl-C.
import { endAll, launch, node } from './processes.mjs'

const chaos = launch(node, ['chaos/main.ts', ...process.argv.slice(2)])
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endAll(signal))
chaos.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
