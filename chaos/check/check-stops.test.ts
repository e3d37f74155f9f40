import { describe, expect, it } from 'vitest'
import type { IncidentKind } from '../history.ts'
import { start } from './hand-made-history.ts'
import { quietStory, said } from './quiet-story.ts'

describe('who is told to stop stops', () => {
  const told = (end: IncidentKind | null, detail: string | null, isAway = false) => {
    const story = quietStory()
    const add = (at: number, kind: IncidentKind, target: string, about: string | null = null) =>
      story.history.incidents.push({ at: start + at * 1000, kind, target, detail: about })
    add(30, 'process-told-to-stop', 'worker-1')
    add(31, 'process-killed', 'worker-2')
    if (isAway) add(32, 'database-stopped', 'database')
    if (end) add(75, end, 'worker-1', detail)
    return said(story)
  }

  it('finds one that is stuck, that ends with an error, or that nobody saw end', () => {
    expect(told('process-stuck', null)).toEqual(['worker-1 had not ended 45 s after it was told to stop'])
    expect(told('process-stuck', null, true)).toHaveLength(1)
    expect(told('process-died', 'exit 1')).toEqual(['worker-1 ended with exit 1 when it was told to stop'])
    expect(told(null, null)).toHaveLength(1)
  })

  it('lets one end by itself, by a kill, or with an error while the database is away', () => {
    expect(told('process-stopped', null)).toEqual([])
    expect(told('process-killed', null)).toEqual([])
    expect(told('process-died', 'exit 1', true)).toEqual([])
  })
})
