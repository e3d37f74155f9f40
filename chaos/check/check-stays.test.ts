import { describe, expect, it } from 'vitest'
import type { IncidentKind } from '../history.ts'
import { start } from './hand-made-history.ts'
import { quietStory, said } from './quiet-story.ts'

type Told = [at: number, kind: IncidentKind, target: string, detail?: string]

describe('who is ready stays', () => {
  const lived = (...incidents: Told[]) => {
    const story = quietStory()
    for (const [at, kind, target, detail = null] of incidents) story.history.incidents.push({ at: start + at * 1000, kind, target, detail })
    return said(story)
  }

  it('finds one that ends by itself, whatever it ends with and whatever is broken', () => {
    for (const how of ['exit 1', 'exit 0', 'SIGABRT', 'SIGKILL']) {
      const found = lived([1, 'process-started', 'worker-1'], [2, 'database-stopped', 'database'], [4.5, 'process-died', 'worker-1', how])
      expect(found).toEqual([`worker-1 ended by itself with ${how}, 3.5 s after it was ready`])
    }
  })

  it('lets one end by a kill, by being told, or before it was ready', () => {
    expect(lived([1, 'process-started', 'worker-1'], [2, 'process-killed', 'worker-1'], [3, 'process-died', 'worker-1', 'exit 1'])).toEqual(
      [],
    )
    expect(lived([1, 'process-died', 'worker-1', 'exit 1'], [2, 'process-started', 'worker-1'])).toEqual([])
    expect(
      lived([1, 'process-started', 'worker-1'], [2, 'process-told-to-stop', 'worker-1'], [3, 'process-stopped', 'worker-1', 'exit 0']),
    ).toEqual([])
  })

  it('looks at each life, and takes the end of another process for none of it', () => {
    const found = lived(
      [1, 'process-started', 'worker-1'],
      [2, 'process-started', 'worker-2'],
      [3, 'process-killed', 'worker-2'],
      [4, 'process-died', 'worker-1', 'exit 7'],
      [5, 'process-started', 'worker-1'],
      [6, 'process-died', 'worker-1', 'exit 7'],
    )
    expect(found).toHaveLength(2)
  })
})
