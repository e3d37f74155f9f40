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
      (one) => one.replies('reply', 'A person here: hello', 31),
      (one) => one.acts('pause', 29),
      (one) => one.says({ id: 'event', author: 'system', type: 'event', event: 'handed-over', createdAt: start + 31_000 }),
      (one) => {
        one.acts('take', 2)
        one.acts('release', 3)
        one.says({
          id: 'failed',
          text: `Noted: ${thirdMarker}`,
          status: 'failed',
          errorTitle: 'Withdrawn: a person took over before it was sent.',
        })
      },
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
      (one) => one.replies('reply', 'A person here: hello', 200),
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

  it('excuses by a pause of the agent only what waited just then, as others did at that time', () => {
    const pausedAt = (at: number, othersWait: number | null) => {
      const story = quietStory()
      story.writes(3, 30)
      story.receives(3)
      if (othersWait !== null) {
        const other = story.writes(4, 31)
        story.receives(4)
        story.sends('other', `Noted: ${other}`, 31.1 + othersWait)
        story.says({ id: 'other', text: `Noted: ${other}` })
      }
      story.acts('pause', at)
      story.acts('resume', at + 1)
      return said(story)
    }
    const lost = [`${thirdMarker} was acknowledged and never answered`]
    expect(pausedAt(33, null)).toEqual([])
    expect(pausedAt(60, null)).toEqual(lost)
    expect(pausedAt(60, 1)).toEqual(lost)
    expect(pausedAt(60, 40)).toEqual([])
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

  it('takes a deletion for no excuse where what came before it had long been to be answered', () => {
    const deletedAt = (at: number, isAnswered: boolean) => {
      const story = quietStory()
      const marker = story.writes(3, 30)
      if (isAnswered) story.sends('answer-3', `Noted: ${marker}`, 31)
      story.acts('delete', at)
      story.thread.length = 0
      return checkHistory(story.history, story.record)
    }
    expect(deletedAt(80, false)).toMatchObject({
      violations: [],
      counts: { 'deleted with its contact': 1, 'messages answered, deleted since': 2 },
    })
    expect(deletedAt(200, true)).toMatchObject({ violations: [], counts: { 'messages answered, deleted since': 3 } })
    expect(deletedAt(200, false).violations.map(({ what }) => what)).toEqual([`${thirdMarker} was acknowledged and never answered`])
  })

  it('finds what is never acknowledged in a mended world, its person deleted or not', () => {
    for (const isDeleted of [false, true]) {
      const story = quietStory()
      story.writes(3, 30, { acknowledgedAt: null })
      if (isDeleted) story.acts('delete', 35)
      expect(broken(story)).toEqual(['nothing-lost'])
    }
  })
})

describe('what a person was told is sent', () => {
  const text = 'A person here: hello'

  it('goes out and is in its conversation', () => {
    const story = quietStory()
    story.replies('reply', text, 40)
    expect(checkHistory(story.history, story.record)).toMatchObject({ violations: [], counts: { 'replies of people watched': 1 } })
  })

  it('finds a confirmed reply that vanished, changed or never went', () => {
    const vanished = quietStory()
    vanished.acts('reply', 40, { text, messageId: 'reply' })
    expect(said(vanished)).toEqual([`the person's reply "${text}" was confirmed and is not in its conversation`])
    const changed = quietStory()
    changed.replies('reply', text, 40)
    Object.assign(changed.thread.at(-1) ?? {}, { text: 'something else' })
    expect(said(changed)).toContain(`the person's reply "${text}" was confirmed and is recorded as "something else"`)
    const unsent = quietStory()
    unsent.acts('reply', 40, { text, messageId: 'reply' })
    unsent.says({ id: 'reply', author: 'user', text })
    expect(said(unsent)).toContain(`the person's reply "${text}" was confirmed and never sent`)
  })

  it('excuses one that nobody confirmed, and by a deletion only one that was still under way', () => {
    const unconfirmed = quietStory()
    unconfirmed.acts('reply', 40, { text, confirmedAt: null })
    expect(said(unconfirmed)).toEqual([])
    for (const [deletedAt, found] of [
      [42, []],
      [300, [`the person's reply "${text}" was confirmed and never sent, and its contact was deleted only long after`]],
    ] as const) {
      const story = quietStory()
      story.acts('reply', 40, { text, messageId: 'reply' })
      story.acts('delete', deletedAt)
      story.thread.length = 0
      expect(said(story)).toEqual(found)
    }
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
