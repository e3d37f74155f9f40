import { checkHistory } from './check-history.ts'
import { type Story, tellStory } from './hand-made-history.ts'
import type { Promised } from './violation.ts'

/** Two messages, each answered, everything as it should be. */
export function quietStory(type: 'whatsapp' | 'telegram' = 'whatsapp'): Story {
  const story = tellStory(type)
  for (const number of [1, 2]) {
    const marker = story.writes(number, number * 10)
    story.receives(number)
    const externalId = story.sends(`answer-${number}`, `Noted: ${marker}`, number * 10 + 1)
    if (type === 'whatsapp') for (const name of ['sent', 'delivered'] as const) story.status(`answer-${number}`, externalId, name)
    story.says({ id: `answer-${number}`, text: `Noted: ${marker}`, status: type === 'whatsapp' ? 'delivered' : 'sent' })
  }
  return story
}

export function broken(story: Story): Promised[] {
  return checkHistory(story.history, story.record).violations.map((violation) => violation.promise)
}

export function said(story: Story): string[] {
  return checkHistory(story.history, story.record).violations.map((violation) => violation.what)
}
