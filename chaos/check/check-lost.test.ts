import { describe, expect, it } from 'vitest'
import type { IncidentKind } from '../history.ts'
import { checkHistory } from './check-history.ts'
import { type Story, start, tellStory } from './hand-made-history.ts'
import { broken, quietStory, said } from './quiet-story.ts'

const thirdMarker = 'kqs1w1n1zx3'

describe('nothing acknowledged is lost', () => {
  it('finds a message that was acknowledged and is not in its conversation', () => {
    const story = quietStory()
    story.writes(3, 30)
    expect(said(story)).toEqual([`${thirdMarker} was acknowledged and is not in its conversation`])
  })

  it('finds one that is there and was never answered, and excuses what is not the agent’s', () => {
    const story = quietStory()
    story.writes(3, 30)
    story.receives(3)
    expect(said(story)).toEqual([`${thirdMarker} was acknowledged and never answered`])
    const excuses: ((story: Story) => void)[] = [
      (one) => one.acts('take', 29),
      (one) => one.acts('reply', 31, { text: 'A person here: hello' }),
      (one) => one.acts('pause', 29),
      (one) => one.says({ id: 'event', author: 'system', type: 'event', event: 'handed-over', createdAt: start + 31_000 }),
      (one) => one.says({ id: 'failed', text: `Noted: ${thirdMarker}`, status: 'failed', errorTitle: 'Withdrawn' }),
    ]
    for (const excuse of excuses) {
      const excused = quietStory()
      excused.writes(3, 30)
      excused.receives(3)
      excuse(excused)
      expect(said(excused)).toEqual([])
    }
  })

  it('does not take a takeover of long ago, or of much later, for an excuse', () => {
    for (const [from, until] of [
      [2, 3],
      [200, 210],
    ] as const) {
      const story = quietStory()
      story.writes(3, 30)
      story.receives(3)
      story.acts('take', from)
      story.acts('release', until)
      expect(broken(story)).toEqual(['nothing-lost'])
    }
  })

  it('takes no later reply and no later handover for an excuse', () => {
    const excuses: ((story: Story) => void)[] = [
      (one) => one.acts('reply', 200, { text: 'A person here: hello' }),
      (one) => one.says({ id: 'event', author: 'system', type: 'event', event: 'handed-over', createdAt: start + 200_000 }),
    ]
    for (const excuse of excuses) {
      const story = quietStory()
      story.writes(3, 30)
      story.receives(3)
      excuse(story)
      expect(broken(story)).toEqual(['nothing-lost'])
    }
  })

  it('waits longer only for an outage that fell into the wait', () => {
    const takenAt = (at: number, ...outages: [from: number, until: number][]) => {
      const story = quietStory()
      story.writes(3, 30)
      story.receives(3)
      story.acts('take', at)
      story.acts('release', at + 5)
      for (const [from, until] of outages) {
        story.history.incidents.push({ at: start + from * 1000, kind: 'database-stopped', target: 'database', detail: null })
        story.history.incidents.push({ at: start + until * 1000, kind: 'database-back', target: 'database', detail: null })
      }
      return broken(story)
    }
    expect(takenAt(120)).toEqual(['nothing-lost'])
    expect(takenAt(120, [40, 90])).toEqual([])
    expect(takenAt(120, [20, 29])).toEqual(['nothing-lost'])
    expect(takenAt(120, [95, 200])).toEqual(['nothing-lost'])
    expect(takenAt(200, [40, 90])).toEqual(['nothing-lost'])
  })

  it('counts no time in which no process lived that answers', () => {
    const takenAt = (at: number, ...ends: [target: string, from: number, until: number][]) => {
      const story = quietStory()
      story.writes(3, 30)
      story.receives(3)
      story.acts('take', at)
      story.acts('release', at + 5)
      const add = (target: string, second: number, kind: IncidentKind) =>
        story.history.incidents.push({ at: start + second * 1000, kind, target, detail: null })
      for (const target of ['web-1', 'worker-1', 'worker-2']) add(target, 0, 'process-started')
      for (const [target, from, until] of ends) {
        add(target, from, 'process-killed')
        add(target, until, 'process-started')
      }
      story.history.incidents.sort((a, b) => a.at - b.at)
      return broken(story)
    }
    expect(takenAt(100, ['worker-1', 40, 80])).toEqual(['nothing-lost'])
    expect(takenAt(100, ['worker-1', 40, 80], ['web-1', 40, 80])).toEqual(['nothing-lost'])
    expect(takenAt(100, ['worker-1', 40, 80], ['worker-2', 60, 90])).toEqual([])
    expect(takenAt(120, ['worker-1', 40, 80], ['worker-2', 60, 90])).toEqual(['nothing-lost'])
  })

  it('excuses by a deletion only what was there before it was confirmed, or was under way when it was asked for', () => {
    const deletedAt = (from: number, confirmedAt: number | null) => {
      const story = quietStory()
      story.acts('delete', from, { confirmedAt })
      story.writes(3, 30)
      return said(story)
    }
    expect(deletedAt(35, 36)).toEqual([])
    expect(deletedAt(35, null)).toEqual([])
    expect(deletedAt(25, 26)).toEqual([`${thirdMarker} was acknowledged and is not in its conversation`])
    expect(deletedAt(300, null)).toEqual([`${thirdMarker} was acknowledged and is not in its conversation`])
  })

  it('finds what is never acknowledged in a mended world', () => {
    const story = quietStory()
    story.writes(3, 30, { acknowledgedAt: null })
    expect(broken(story)).toEqual(['nothing-lost'])
  })
})

describe('what is excused', () => {
  /** Of a hundred messages so many are answered twice on Telegram, where nobody could know. */
  function doubles(times: number): Story {
    const story = tellStory('telegram')
    for (let number = 1; number <= 100; number += 1) {
      const marker = story.writes(number, number * 2)
      story.receives(number)
      if (number <= times) story.sends('', `Noted: ${marker}`, number * 2 + 0.5, 'half')
      story.sends('', `Noted: ${marker}`, number * 2 + 1)
      story.says({ id: `answer-${number}`, text: `Noted: ${marker}` })
    }
    return story
  }

  it('is told as a share', () => {
    const { excused } = checkHistory(doubles(4).history, doubles(4).record)
    expect(excused).toEqual([{ name: 'doubled because the answer was withheld', times: 4, share: 4 / 104, most: 0.04 }])
  })

  it('may not become common: a violation of the promise that it excuses', () => {
    expect(broken(doubles(5))).toEqual([])
    expect(said(doubles(6))).toEqual([expect.stringMatching(/excused too often: doubled because the answer was withheld, 6 of 106 sends/)])
    expect(broken(doubles(6))).toEqual(['one-answer'])
  })
})
