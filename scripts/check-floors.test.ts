import { expect, test } from 'vitest'
import { findBreaches } from './check-floors.ts'
import { findMisplaced } from './check-rooms.ts'

const edge = (from: string, to: string, isType = false) => ({ from, to, isOwn: true, isType })

test.each([
  ['server/platform/db.ts', 'server/modules/channels/index.ts'],
  ['server/platform/db.ts', 'server/app.ts'],
  ['server/modules/channels/send.ts', 'server/modules/conversations/index.ts'],
  ['server/modules/agents/respond.ts', 'server/modules/workflows/index.ts'],
  ['server/modules/pipeline/turn.ts', 'server/modules/agents/respond.ts'],
  ['server/app.ts', 'server/modules/agents/respond.ts'],
  ['server/modules/pipeline/turn.ts', 'server/app.ts'],
  ['server/modules/unheard-of/index.ts', 'server/platform/db.ts'],
  ['server/modules/agents/respond.ts', 'emulators/index.ts'],
  ['server/main.ts', 'server/testing/test-app.ts'],
  ['emulators/openai/answer.ts', 'server/platform/ids.ts'],
  ['contract/events.ts', 'server/platform/ids.ts'],
  ['dashboard/src/lib/api.ts', 'dashboard/src/features/inbox/api.ts'],
  ['dashboard/src/features/inbox/api.ts', 'server/platform/ids.ts'],
])('%s may not import %s', (from, to) => {
  expect(findBreaches([edge(from, to)])).toHaveLength(1)
})

test.each([
  ['server/modules/pipeline/turn.ts', 'server/modules/agents/index.ts'],
  ['server/modules/pipeline/turn.ts', 'server/modules/pipeline/claim.ts'],
  ['server/modules/agents/respond.ts', 'server/modules/knowledge/index.ts'],
  ['server/modules/channels/send.ts', 'server/platform/ids.ts'],
  ['server/app.ts', 'server/modules/agents/index.ts'],
  ['server/app.ts', 'server/http/problem.ts'],
  ['server/demo/demo.ts', 'emulators/index.ts'],
  ['server/modules/agents/respond.test.ts', 'emulators/index.ts'],
  ['dashboard/src/features/inbox/api.ts', 'contract/messages.ts'],
])('%s may import %s', (from, to) => {
  expect(findBreaches([edge(from, to)])).toEqual([])
})

test('a cycle is found, unless types close it', () => {
  const around = [edge('server/platform/a.ts', 'server/platform/b.ts'), edge('server/platform/b.ts', 'server/platform/c.ts')]
  expect(findBreaches([...around, edge('server/platform/c.ts', 'server/platform/a.ts')])).toHaveLength(1)
  expect(findBreaches([...around, edge('server/platform/c.ts', 'server/platform/a.ts', true)])).toEqual([])
})

test('words outside their rooms are found with their line, in comments they are free', () => {
  const misplaced = (file: string, source: string) => findMisplaced(file, source).map((line) => line.split(':')[1])
  expect(misplaced('server/modules/pipeline/turn.ts', `// whatsapp is fine here\nif (type === 'whatsapp') go()`)).toEqual(['2'])
  expect(misplaced('server/modules/channels/whatsapp/parse.ts', `const type = 'whatsapp'`)).toEqual([])
  expect(
    misplaced('server/modules/agents/respond.ts', `const url = process.env.URL\nawait fetch(url)\nawait http.fetch('a', url)`),
  ).toEqual(['1', '2'])
})
