import { expect, it } from 'vitest'
import { tellStory } from './check/hand-made-history.ts'
import { excusedLines, sendsUnderFire } from './summarise.ts'

it('says when nearly everything was sent only after all was mended', () => {
  const story = tellStory()
  for (let second = 0; second < 20; second += 1) story.sends(`answer-${second}`, 'Noted', second)
  const [first] = story.history.sends
  story.history.incidents.push({ at: (first?.at ?? 0) + 500, kind: 'healed', target: 'everything', detail: null })
  expect(sendsUnderFire(story.history)).toBe(1)
  expect(excusedLines({ excused: [], sends: 20, sendsUnderFire: 1 })).toEqual([
    'says little: only 1 of 20 sends were asked for before everything was mended',
  ])
  expect(excusedLines({ excused: [], sends: 20, sendsUnderFire: 2 })).toEqual([])
})
