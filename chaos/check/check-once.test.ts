import { describe, expect, it } from 'vitest'
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

  it('takes the end of a process that sends nothing for no excuse', () => {
    for (const [target, found] of [
      ['web-1', ['one-answer']],
      ['worker-2', []],
    ] as const) {
      const story = tellStory('telegram')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.sends('', `Noted: ${marker}`, 11)
      story.sends('', `Noted: ${marker}`, 20)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      story.history.incidents.push({ at: start + 11_200, kind: 'process-killed', target, detail: null })
      expect(broken(story)).toEqual(found)
    }
  })

  it('knows that nobody reads the answer to a request that was read after the end of whoever asked', () => {
    const killedAt = (...ends: [target: string, at: number][]) => {
      const story = tellStory('telegram')
      const marker = story.writes(1, 10)
      story.receives(1)
      story.sends('', `Noted: ${marker}`, 11)
      story.sends('', `Noted: ${marker}`, 20)
      story.says({ id: 'answer', text: `Noted: ${marker}` })
      for (const [target, at] of ends) story.history.incidents.push({ at: start + at * 1000, kind: 'process-killed', target, detail: null })
      return broken(story)
    }
    expect(killedAt(['worker-2', 2], ['worker-1', 9.5])).toEqual([])
    // Another that lived may have asked; and nothing is read as late as that.
    expect(killedAt(['worker-1', 9.5])).toEqual(['one-answer'])
    expect(killedAt(['worker-2', 2], ['worker-1', 7])).toEqual(['one-answer'])
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
