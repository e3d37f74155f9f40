import { describe, expect, test } from 'vitest'
import { eventTypes } from '../../../../../contract/events.ts'
import en from '../../../locales/en.json' with { type: 'json' }
import { auditAreas, readAuditFilters } from './audit.ts'
import { describeBrowser } from './describe-browser.ts'
import { groupEventTypes } from './group-event-types.ts'

describe('a browser is called what people call it', () => {
  const agents: [string, string, string][] = [
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      'Chrome',
      'Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
      'Edge',
      'Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari',
      'macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1',
      'Chrome',
      'iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox', 'Linux'],
    [
      'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      'Samsung Internet',
      'Android',
    ],
  ]
  test.each(agents)('%s', (userAgent, browser, system) => expect(describeBrowser(userAgent)).toEqual({ browser, system }))
  test('and nothing is guessed', () => {
    expect(describeBrowser(null)).toBeNull()
    expect(describeBrowser('curl/8.5.0')).toBeNull()
  })
})

describe('the event picker', () => {
  test('offers every event of the catalogue once, in words', () => {
    const groups = groupEventTypes(eventTypes)
    expect(groups.flatMap(({ types }) => types).sort()).toEqual([...eventTypes].sort())
    for (const { group, types } of groups) {
      expect(en.eventType.group).toHaveProperty(group)
      for (const type of types) expect(en.eventType).toHaveProperty([group, type.slice(group.length + 1)])
    }
  })
})

describe('the filter of the audit log', () => {
  test('takes from the address only what it knows', () => {
    expect(readAuditFilters({ area: 'member', actorId: 'u1', page: 3 })).toEqual({ area: 'member', actorId: 'u1' })
    expect(readAuditFilters({ area: 'nonsense', actorId: 5 })).toEqual({})
  })
  test('names every area', () => {
    for (const area of auditAreas) {
      expect(en.audit.group).toHaveProperty(area)
      expect(en.audit.action).toHaveProperty(area)
    }
  })
})
