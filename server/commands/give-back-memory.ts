import v8 from 'node:v8'
import vm from 'node:vm'

const afterMs = 20_000

/**
 * Loading the program makes V8's young generation as big as it may become, 45 MiB and more, and V8 takes it back at a collection in calm times
 * only, the next of which comes minutes later where nobody writes. One collection of the young generation when the start is over takes a
 * millisecond and gives it back at once; under load it stays as big as it has to be.
 */
export function giveBackMemory(): void {
  setTimeout(() => {
    v8.setFlagsFromString('--expose-gc')
    const collect = vm.runInNewContext('gc') as (options: { type: 'minor' }) => void
    collect({ type: 'minor' })
  }, afterMs).unref()
}
