import { describe, expect, it } from 'vitest'
import type { IncidentKind } from '../history.ts'
import { checkHistory } from './check-history.ts'
import { start, tellStory } from './hand-made-history.ts'
import { broken, quietStory, said } from './quiet-story.ts'

const firstMarker = 'kqs1w1n1zx1'

describe('one message, one answer', () => {
  it('finds an event that became two messages', () => {
    const story = quietStory()
    story.receives(2)
    expect(said(story)).toEqual(["the provider's event in-2 is in the record 2 times"])
  })

  it('finds a message with two answers', () => {
    const story = quietStory()
    story.sends('again', `Noted: ${firstMarker} again`, 40)
    story.says({ id: 'again', text: `Noted: ${firstMarker} again` })
    expect(said(story)).toEqual([`${firstMarker} was answered by 2 messages: answer-1, again`])
  })

  it('lets an answer that the provider reported as failed be followed by another, though the customer is gone since', () => {
    const story = tellStory()
    const marker = story.writes(1, 10)
    story.receives(1)
    const first = story.sends('answer', `Noted: ${marker}`, 11)
    story.status('answer', first, 'failed', 12)
    story.sends('again', `Noted: ${marker} again`, 40)
    story.says({ id: 'again', text: `Noted: ${marker} again` })
    expect(said(story).filter((line) => line.includes('was answered by'))).toEqual([])
  })

  it('counts answers that followed a failure, and lets them not become common', () => {
    const failures = (times: number) => {
      const story = tellStory()
      for (let number = 1; number <= 100; number += 1) {
        const marker = story.writes(number, number * 2)
        story.receives(number)
        const first = story.sends(`answer-${number}`, `Noted: ${marker}`, number * 2 + 0.5)
        story.says({
          id: `answer-${number}`,
          text: `Noted: ${marker}`,
          ...(number <= times && { status: 'failed', errorTitle: 'Undeliverable' }),
        })
        if (number > times) continue
        story.status(`answer-${number}`, first, 'failed', number * 2 + 0.6)
        story.sends(`again-${number}`, `Noted: ${marker} again`, number * 2 + 1)
        story.says({ id: `again-${number}`, text: `Noted: ${marker} again` })
      }
      return checkHistory(story.history, story.record)
    }
    expect(failures(2)).toMatchObject({ violations: [], counts: { 'answered again: the provider had reported a failure': 2 } })
    expect(failures(6).violations.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^excused too often: answered again: the provider/),
    ])
  })

  it('finds an answer to what a withdrawn one had answered, unless nobody could know that it had arrived', () => {
    const withdrawn = (answer: 'accepted' | 'half') => {
      const story = tellStory('telegram')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.acts('take', 11.5)
      story.acts('release', 13)
      story.sends('', `Noted: ${marker}`, 11, answer)
      story.says({
        id: 'answer',
        text: `Noted: ${marker}`,
        status: 'failed',
        errorTitle: 'Withdrawn: a person took over before it was sent.',
      })
      story.sends('', `Noted: ${marker} again`, 20)
      story.says({ id: 'again', text: `Noted: ${marker} again` })
      return checkHistory(story.history, story.record)
    }
    expect(withdrawn('half')).toMatchObject({
      violations: [],
      counts: { 'answered again: nobody could know that what was withdrawn had arrived': 1 },
    })
    expect(withdrawn('accepted').violations.map(({ what }) => what)).toContain(
      'kqs1w1n1zx1 was answered again, although the provider had said that it took text:Noted: kqs1w1n1zx1',
    )
  })

  it('finds an answer that reached somebody twice on WhatsApp, unless its word was waited for in vain', () => {
    const resent = (after: number, statusAt: number | null) => {
      const story = tellStory()
      const marker = story.writes(1, 10)
      story.receives(1)
      const first = story.sends('answer', `Noted: ${marker}`, 11, 'reset-after')
      story.sends('answer', `Noted: ${marker}`, 11 + after)
      story.status('answer', first, 'sent', statusAt ?? 300)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      return said(story)
    }
    expect(resent(1, null)[0]).toMatch(/nobody waited/)
    expect(resent(20, 15)[0]).toMatch(/had said before/)
    expect(resent(20, null)).toEqual([])
  })

  it('excuses a second time on Telegram only where nobody could know of the first', () => {
    const resent = (answer: 'accepted' | 'half', killedAt: number | null) => {
      const story = tellStory('telegram')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.sends('', `Noted: ${marker}`, 11, answer)
      story.sends('', `Noted: ${marker}`, 20)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      if (killedAt !== null)
        story.history.incidents.push({ at: start + killedAt * 1000, kind: 'process-killed', target: 'all', detail: null })
      return broken(story)
    }
    expect(resent('accepted', null)).toEqual(['one-answer'])
    expect(resent('accepted', 30)).toEqual(['one-answer'])
    expect(resent('accepted', 11.2)).toEqual([])
    expect(resent('half', null)).toEqual([])
  })

  it('takes the end of another process for no excuse', () => {
    for (const [target, found] of [
      ['web-1', ['one-answer']],
      ['worker-1', ['one-answer']],
      ['worker-2', []],
    ] as const) {
      const story = tellStory('telegram', 'worker-2')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.sends('', `Noted: ${marker}`, 11)
      story.sends('', `Noted: ${marker}`, 20)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      story.history.incidents.push({ at: start + 11_200, kind: 'process-killed', target, detail: null })
      expect(broken(story)).toEqual(found)
    }
  })

  it('excuses by a later end only a process that asked nobody anything meanwhile', () => {
    const killedAt = (at: number, isBusy: boolean) => {
      const story = tellStory('telegram', 'worker-1')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.sends('', `Noted: ${marker}`, 11)
      if (isBusy) {
        story.sends('', 'A person here: hello', 12)
        story.says({ id: 'reply', author: 'user', text: 'A person here: hello' })
      }
      story.sends('', `Noted: ${marker}`, 30)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      story.history.incidents.push({ at: start + at * 1000, kind: 'process-killed', target: 'worker-1', detail: null })
      return broken(story).filter((promise) => promise === 'one-answer')
    }
    expect(killedAt(13, false)).toEqual([])
    expect(killedAt(13, true)).toEqual(['one-answer'])
    expect(killedAt(18, false)).toEqual(['one-answer'])
  })

  it('knows that nobody reads the answer to a request that was read after the end of whoever asked', () => {
    const ended = (...ends: [target: string, kind: IncidentKind, at: number][]) => {
      const story = tellStory('telegram', 'worker-1')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.sends('', `Noted: ${marker}`, 11)
      story.sends('', `Noted: ${marker}`, 20)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      for (const [target, kind, at] of ends) story.history.incidents.push({ at: start + at * 1000, kind, target, detail: null })
      return broken(story)
    }
    expect(ended(['worker-1', 'process-killed', 9.5])).toEqual([])
    expect(ended(['worker-2', 'process-killed', 9.5])).toEqual(['one-answer'])
    // It lives again and may have asked in its new life; and nothing is read as late as that.
    expect(ended(['worker-1', 'process-killed', 9.5], ['worker-1', 'process-started', 10.8])).toEqual(['one-answer'])
    expect(ended(['worker-1', 'process-killed', 7])).toEqual(['one-answer'])
  })

  it('judges each further time by what was known before it', () => {
    const story = tellStory()
    const marker = story.writes(1, 10)
    story.receives(1)
    story.sends('answer', `Noted: ${marker}`, 11, 'reset-after')
    story.sends('answer', `Noted: ${marker}`, 31, 'reset-after')
    story.sends('answer', `Noted: ${marker}`, 32)
    story.says({ id: 'answer', text: `Noted: ${marker}` })
    expect(said(story)).toEqual([expect.stringMatching(/reached the customer 3 times: nobody waited/)])
  })
})
