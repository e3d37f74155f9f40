import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ComposeKind, composeKinds } from '../../../../contract/compose-kinds.ts'
import type { PreviewNotice } from '../../../../contract/message-preview.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { openConnections } from '../connections.ts'
import { whatBecomes } from './what-becomes.ts'

let app: TestApp

beforeAll(async () => {
  app = await testApp({ run: false })
})
afterAll(() => app.close())

const rowNames: Readonly<Record<ComposeKind, string>> = {
  buttons: 'buttons',
  list: 'a list',
  link: 'a link as a button',
  cards: 'cards side by side',
  form: 'a form in the chat',
  flow: 'a form of the provider’s',
  products: 'products',
  catalog: 'the catalogue',
  location: 'a place',
  'contact-cards': 'contact cards',
  'location-request': 'a question for the place',
  'contact-request': 'a question for the number',
  reaction: 'a reaction of the team',
}

const cellWords: Readonly<Record<PreviewNotice, string>> = {
  'choices-numbered': 'a numbered list in the text',
  'buttons-as-list': 'a list',
  'list-as-buttons': 'buttons',
  'titles-shortened': 'shortened',
  'choices-repeated': 'said in the text too',
  'link-written': 'its address in the text',
  'lines-written': 'lines of the text',
  'cards-written': 'in words, pictures first',
  'form-written': 'in words',
  'products-written': 'in words',
  'location-written': 'a map’s address in the text',
  'contact-cards-written': 'lines of the text',
  'request-written': 'asked in words',
  'reaction-as-answer': 'the emoji as an answer',
  'file-as-document': 'a plain file',
}

test('the table in docs/channels.md says what really becomes of each kind on each channel', () => {
  const adapters = [...openConnections(app.deps).adapters.values()]
  const carries = adapters.map(whatBecomes)
  const rows = composeKinds.map((kind) => [
    rowNames[kind],
    ...carries.map((one) => (one[kind].length === 0 ? 'yes' : one[kind].map((notice) => cellWords[notice]).join(', '))),
  ])
  const lines = [['', ...adapters.map(({ title }) => title)], adapters.map(() => '---').concat('---'), ...rows]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`.replace('|  |', '| |')).join('\n')
  const docs = readFileSync(path.join(import.meta.dirname, '../../../../docs/channels.md'), 'utf8')
  const [, written] = /<!-- kinds:begin -->\n([\s\S]*?)\n<!-- kinds:end -->/.exec(docs) ?? []
  expect(written).toBe(table)
})
