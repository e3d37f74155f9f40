import { describe, expect, it } from 'vitest'
import { checkHistory } from './check-history.ts'
import { tellStory } from './hand-made-history.ts'
import { broken, quietStory, said } from './quiet-story.ts'

const firstMarker = 'kqs1w1n1zx1'

describe('nothing is found', () => {
  it.each(['whatsapp', 'telegram'] as const)('in a quiet history on %s, which is looked at', (type) => {
    const { violations, counts } = checkHistory(quietStory(type).history, quietStory(type).record)
    expect(violations).toEqual([])
    expect(counts).toMatchObject({ 'messages stored and answered': 2, 'replies in order': 2 })
  })

  it('where one answer takes up a whole burst', () => {
    const story = tellStory()
    const markers = [1, 2, 3].map((number) => story.writes(number, number))
    for (const number of [1, 2, 3]) story.receives(number)
    story.sends('burst', `Noted: ${markers.join(' ')}`, 5)
    story.says({ id: 'burst', text: `Noted: ${markers.join(' ')}` })
    expect(broken(story)).toEqual([])
  })
})

describe('order in a conversation', () => {
  it('finds messages that do not follow the provider’s time', () => {
    const story = quietStory()
    const [first, , third] = story.thread
    if (first && third) story.thread.splice(0, 3, third, first)
    expect(said(story)).toContain(`${firstMarker} stands after kqs1w1n1zx2, which the customer wrote later`)
  })

  it('finds an answer that stands before what it answers', () => {
    const story = quietStory()
    story.thread.reverse()
    expect(said(story)).toContain(`the answer to ${firstMarker} stands before it`)
  })

  it('finds replies that went out in another order than they stand', () => {
    const story = quietStory()
    const [one, two] = story.history.sends
    if (one && two) [one.at, two.at] = [two.at, one.at]
    expect(broken(story)).toContain('order')
  })

  it('finds one that waited longer than many after it', () => {
    const story = tellStory()
    const markers = [1, 2, 3].map((number) => story.writes(number, number * 10))
    for (const [index, marker] of markers.entries()) {
      story.receives(index + 1)
      // The first is never answered in time, the second not at all yet.
      if (index === 2) story.sends('third', `Noted: ${marker}`, 31)
    }
    story.sends('late', `Noted: ${markers[0]} ${markers[1]}`, 40)
    story.says({ id: 'third', text: `Noted: ${markers[2]}` })
    story.says({ id: 'late', text: `Noted: ${markers[0]} ${markers[1]}` })
    expect(said(story)).toEqual(
      [1, 2].map((number) => `kqs1w1n1zx3 was answered before kqs1w1n1zx${number}, which had been acknowledged before it was written`),
    )
  })

  it('finds an answer that overtook an earlier one', () => {
    const story = quietStory()
    const [one, two] = story.history.sends
    if (one && two) [one.at, two.at] = [two.at, one.at]
    expect(said(story).join()).toMatch(/answered before kqs1w1n1zx1, which had been acknowledged/)
  })
})

describe('several messages in one second', () => {
  /** The first is answered within the second in which the second is written. */
  function fast(order: ('first' | 'answer' | 'second')[]): string[] {
    const story = tellStory()
    const [first, second] = [story.writes(1, 10.1, { dated: 10 }), story.writes(2, 10.6, { dated: 10 })]
    story.sends('answer', `Noted: ${first}`, 10.4)
    story.sends('last', `Noted: ${second}`, 11)
    for (const one of order) {
      if (one === 'answer') story.says({ id: 'answer', text: `Noted: ${first}` })
      else story.receives(one === 'first' ? 1 : 2)
    }
    story.says({ id: 'last', text: `Noted: ${second}` })
    return said(story)
  }

  it('stand in whatever order, as long as none stands before a reply that had arrived before it was written', () => {
    expect(fast(['first', 'answer', 'second'])).toEqual([])
    expect(fast(['first', 'second', 'answer'])).toEqual([
      'kqs1w1n1zx2 stands before "Noted: kqs1w1n1zx1", which had arrived when the customer wrote it',
    ])
  })

  it('may be shown before a reply of an earlier second when they come late', () => {
    const story = tellStory()
    const [first, second] = [story.writes(1, 10), story.writes(2, 20, { dated: 9 })]
    story.sends('answer', `Noted: ${first}`, 11)
    story.sends('last', `Noted: ${second}`, 21)
    story.receives(2)
    story.receives(1)
    story.says({ id: 'answer', text: `Noted: ${first}` })
    story.says({ id: 'last', text: `Noted: ${second}` })
    expect(said(story)).toEqual([])
  })
})

describe('an answer of several parts', () => {
  const parts = ['a', 'b', 'c'].map((letter) => `${letter.repeat(2_500)} end`)

  function long(
    type: 'whatsapp' | 'telegram',
    arrived: readonly number[],
    options: { status?: string; errorTitle?: string; taken?: boolean } = {},
  ) {
    const story = tellStory(type)
    const marker = story.writes(1, 10)
    story.receives(1)
    const texts = parts.map((part, index) => (index === 0 ? `Noted: ${marker} ${part}` : part))
    for (const [index, part] of arrived.entries()) story.sends('long', texts[part] ?? '', 11 + index, 'accepted', part)
    if (options.taken) {
      story.acts('take', 13)
      story.acts('release', 14)
    }
    story.says({ id: 'long', text: texts.join('\n'), status: options.status ?? 'sent', errorTitle: options.errorTitle ?? null })
    return said(story)
  }

  it.each(['whatsapp', 'telegram'] as const)('arrives whole and in its order on %s', (type) => {
    expect(long(type, [0, 1, 2])).toEqual([])
    expect(long(type, [0, 1])).toEqual([expect.stringMatching(/is sent, and only a part of it reached the customer/)])
    expect(long(type, [0, 2, 1])).toEqual([expect.stringMatching(/^the parts of "Noted: kqs1w1n1zx1 a+" went out in another order/)])
    expect(long(type, [0, 1, 1, 2])).toEqual([expect.stringMatching(/reached the customer 2 times/)])
  })

  it('has no part in the short answer whose words it begins with', () => {
    const story = tellStory('telegram')
    const markers = Array.from({ length: 11 }, (_, index) => story.writes(index + 1, index + 10))
    for (const [index, marker] of markers.entries()) {
      story.receives(index + 1)
      const text = index === 10 ? `Noted: ${marker}\n${parts.slice(0, 2).join('\n')}` : `Noted: ${marker}`
      for (const sent of index === 10 ? [`Noted: ${marker}\n${parts[0]}`, parts[1] ?? ''] : [text]) story.sends('', sent, index + 30)
      story.says({ id: `answer-${index}`, text })
    }
    expect(said(story)).toEqual([])
  })

  it('may end in the middle where a person takes over, if it says so', () => {
    const errorTitle = 'Withdrawn, because a person took over. A part of it had been sent.'
    expect(long('whatsapp', [0], { status: 'failed', errorTitle, taken: true })).toEqual([])
    expect(long('whatsapp', [0], { status: 'failed', errorTitle })).toHaveLength(1)
    expect(long('whatsapp', [0], { status: 'sent', taken: true })).toHaveLength(1)
  })
})

describe('after a takeover the AI says nothing', () => {
  it('finds what it said after a conversation had been assigned', () => {
    const story = quietStory()
    story.acts('assign', 30, { confirmedAt: 31 })
    story.sends('late', 'Noted: nothing', 32)
    story.says({ id: 'late', text: 'Noted: nothing' })
    story.acts('release', 40)
    expect(broken(story)).toEqual(['takeover'])
  })

  it('finds what reached the provider after the API had said "taken", whatever the provider did with it', () => {
    for (const answer of ['accepted', 'unavailable'] as const) {
      const story = quietStory()
      story.acts('take', 30, { confirmedAt: 31 })
      story.sends('late', 'Noted: nothing', 32, answer)
      if (answer === 'accepted') story.says({ id: 'late', text: 'Noted: nothing' })
      story.acts('release', 40)
      expect(broken(story)).toEqual(['takeover'])
    }
  })

  it('lets go out what came before, what a person wrote, and what follows the release', () => {
    const story = quietStory()
    story.acts('take', 30, { confirmedAt: 32 })
    story.acts('release', 40)
    for (const [id, text, at] of [
      ['before', 'Noted: nothing', 31],
      ['person', 'A person here: hello', 35],
      ['after', 'Noted: nothing else', 41],
    ] as const) {
      story.sends(id, text, at)
      story.says({ id, text })
    }
    expect(broken(story)).toEqual([])
  })
})

describe('what was sent is known', () => {
  it.each(['queued', 'sending', 'read', 'sent', 'failed'])('finds that %s is not the truth about a delivered message', (status) => {
    const story = quietStory()
    const answer = story.thread.at(-1)
    if (answer) Object.assign(answer, { status, errorTitle: 'said why' })
    expect(broken(story)).toEqual(['known'])
  })

  it('finds what reached the customer and is not in the record, and what is recorded and never went', () => {
    const unrecorded = quietStory()
    unrecorded.sends('secret', 'Noted: nothing', 50)
    expect(broken(unrecorded)).toEqual(['known'])
    const unsent = quietStory()
    unsent.says({ id: 'imagined', text: 'Noted: nothing', status: 'sent' })
    expect(broken(unsent)).toEqual(['known'])
  })

  it('looks at what was long said when a deletion was asked for that nobody confirmed', () => {
    for (const [confirmedAt, found] of [
      [301, []],
      [null, ['known']],
    ] as const) {
      const story = quietStory()
      story.sends('secret', 'Noted: nothing', 50)
      story.acts('delete', 300, { confirmedAt })
      expect(broken(story)).toEqual(found)
    }
  })

  it('wants a reason for a failure', () => {
    const story = quietStory()
    story.says({ id: 'failed', text: 'Noted: nothing', status: 'failed' })
    expect(said(story)[0]).toMatch(/nothing says why/)
  })

  it('believes no failure of what was never tried but a takeover’s withdrawal of the AI’s words', () => {
    const failed = (author: 'agent' | 'user', errorTitle: string, ...before: ('take' | 'try')[]) => {
      const story = quietStory()
      if (before.includes('take')) {
        story.acts('take', 30)
        story.acts('release', 31)
      }
      const text = author === 'user' ? 'A person here: hello' : 'Noted: nothing'
      if (before.includes('try')) story.sends('failed', text, 35, 'unavailable')
      story.says({ id: 'failed', author, text, status: 'failed', errorTitle })
      return said(story)
    }
    const withdrawn = 'Withdrawn: a person took over before it was sent.'
    expect(failed('agent', withdrawn, 'take')).toEqual([])
    expect(failed('agent', withdrawn)).toEqual([expect.stringMatching(/nobody took over/)])
    expect(failed('user', withdrawn, 'take')).toEqual([expect.stringMatching(/the provider was never asked/)])
    expect(failed('agent', 'The reply window has closed.')).toEqual([expect.stringMatching(/the provider was never asked/)])
    expect(failed('user', 'WhatsApp has a temporary problem.', 'try')).toEqual([])
  })
})

describe('what comes after a deletion', () => {
  it('is a new conversation, where a message was still on its way; the old one’s words are not in it', () => {
    const deleted = (text: (fresh: string) => string) => {
      const story = quietStory()
      const fresh = story.writes(3, 29, { acknowledgedAt: 33 })
      story.acts('delete', 30, { confirmedAt: 31 })
      story.thread.length = 0
      story.receives(3)
      story.sends('new', text(fresh), 34)
      story.says({ id: 'new', text: text(fresh) })
      story.record.remains = [{ contactId: 'contact', customer: 's1w1n1z', contactStatus: 404, conversationStatus: 404, foundByName: 1 }]
      return said(story)
    }
    expect(deleted((fresh) => `Noted: ${fresh}`)).toEqual([])
    expect(deleted((fresh) => `Noted: ${firstMarker} ${fresh}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/was sent 3000 ms after the contact was deleted/)]),
    )
  })
})

describe('who was deleted is gone', () => {
  it('finds their words and ids in tables and files, but not what belongs to a message that came later', () => {
    const left = (marker: string | null, hasFresh: boolean) => {
      const story = quietStory()
      if (hasFresh) story.writes(3, 29, { acknowledgedAt: 33 })
      story.acts('delete', 30, { confirmedAt: 31 })
      story.thread.length = 0
      story.record.traces = [{ customer: 's1w1n1z', marker, where: 'public.channel_events' }]
      return said(story)
    }
    expect(left(firstMarker, false)).toEqual([`${firstMarker} of the deleted contact is still in public.channel_events`])
    expect(left(firstMarker, true)).toEqual([`${firstMarker} of the deleted contact is still in public.channel_events`])
    expect(left(null, false)).toEqual(['the name or an id of the deleted contact is still in public.channel_events'])
    expect(left(null, true)).toEqual([])
    expect(left('kqs1w1n1zx3', true)).toEqual([])
  })

  it('finds what was sent to them afterwards and what is left of them', () => {
    const story = quietStory()
    story.sends('late', 'Noted: nothing', 40)
    story.acts('delete', 30, { confirmedAt: 31 })
    story.record.conversations = []
    story.record.remains = [{ contactId: 'contact', customer: 's1w1n1z', contactStatus: 404, conversationStatus: 404, foundByName: 1 }]
    expect(broken(story)).toEqual(['known', 'erased', 'erased'])
  })
})
