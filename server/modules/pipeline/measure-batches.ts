import type { Deps } from '../../platform/module.ts'

const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 300]

/** How many items the spine's batches carry: ones at rest, hundreds under load. */
export function measureBatches({ metrics }: Deps, batch: 'record' | 'load' | 'finish' | 'sent' | 'failed'): (size: number) => void {
  const items = metrics.histogram('parley_batch_items', 'Items in one batch of the spine', ['batch'], sizes)
  return (size) => items.observe({ batch }, size)
}
