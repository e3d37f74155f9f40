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

  it('finds an answer that overtook an earlier one', () => {
    const story = quietStory()
    const [one, two] = story.history.sends
    if (one && two) [one.at, two.at] = [two.at, one.at]
    expect(said(story).join()).toMatch(/answered before kqs1w1n1zx1, which had been acknowledged/)
  })
})

describe('after a takeover the AI says nothing', () => {
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

describe('who was deleted is gone', () => {
  it('finds what was sent to them afterwards and what is left of them', () => {
    const story = quietStory()
    story.sends('late', 'Noted: nothing', 40)
    story.acts('delete', 30, { confirmedAt: 31 })
    story.record.conversations = []
    story.record.remains = [{ contactId: 'contact', customer: 's1w1n1z', contactStatus: 404, conversationStatus: 404, foundByName: 1 }]
    expect(broken(story)).toEqual(['known', 'erased', 'erased'])
  })
})
