import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startWhatsAppEmulator, type WhatsAppEmulator } from '../../../../../emulators/index.ts'
import { systemClock } from '../../../../platform/clock.ts'
import { httpForEmulator } from '../../channel-contract/http-for-emulator.ts'
import type { ProviderTemplate, TemplateDraft, TemplateManagement } from '../../template-management.ts'
import { createWhatsAppAdapter } from '../create-whatsapp-adapter.ts'
import { whatsAppEgress } from '../egress.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from '../settings.ts'
import { connection } from '../whatsapp-fixtures.ts'

let emulator: WhatsAppEmulator
let management: TemplateManagement<WhatsAppSettings, WhatsAppCredentials>
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  emulator = await startWhatsAppEmulator({ reviews: { verdict: 'hold' } })
  const { settings, credentials } = connection
  await emulator.provision({ ...settings, ...credentials, displayPhoneNumber: '+7 701 000 0000' })
  const http = httpForEmulator(whatsAppEgress, emulator.url)
  const { templates } = createWhatsAppAdapter({ ...http, baseUrl: emulator.url, clock: systemClock })
  if (!templates) throw new Error('no templates')
  management = templates
  closing.push(
    () => emulator.close(),
    () => http.close(),
  )
})
afterAll(async () => {
  for (const close of closing) await close()
})
beforeEach(() => {
  Object.assign(account(), { templates: [], deletedTemplates: undefined })
})

const account = () => emulator.cloud.accounts.get(connection.settings.businessAccountId) ?? {}
const add = (name: string) =>
  emulator.addTemplate(connection.settings.businessAccountId, {
    name,
    language: 'en',
    category: 'utility',
    status: 'APPROVED',
    body: 'Hello.',
  })
const draft: TemplateDraft = {
  name: 'order_ready',
  language: 'en',
  category: 'utility',
  parameterFormat: 'named',
  header: { format: 'text', text: 'Order {{number}}', examples: { number: '7' } },
  body: { text: 'Hello {{first_name}}, your order is ready.', examples: { first_name: 'Kerry' } },
  footer: 'Teal Kettles',
  buttons: [
    { kind: 'quick-reply', title: 'Thanks' },
    { kind: 'link', title: 'Track', url: 'https://shop.example/{{1}}', example: 'https://shop.example/7' },
    { kind: 'phone', title: 'Call', phone: '+77010000000' },
    { kind: 'copy-code', title: null, example: 'SAVE10' },
  ],
}

test('meta 3.4: every page of the list is read, to the last', async () => {
  for (let index = 0; index < 230; index++) add(`t_${index}`)
  const found: ProviderTemplate[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const page = await management.list(connection, cursor)
    found.push(...page.templates)
    cursor = page.next
    pages += 1
  } while (cursor !== null)
  expect([pages, found.length, new Set(found.map((one) => one.externalId)).size]).toEqual([3, 230, 230])
})

test('what is submitted comes back as it was, and is changed and deleted', async () => {
  const made = await management.create(connection, draft)
  expect(made).toMatchObject({ status: 'pending', category: 'utility' })
  const { externalId } = made
  expect(await management.find(connection, externalId)).toMatchObject({ ...draft, externalId, status: 'pending', quality: null })
  await emulator.reviews.decide({ name: 'order_ready', language: 'en', event: 'REJECTED', reason: 'INCORRECT_CATEGORY' })
  expect(await management.find(connection, externalId)).toMatchObject({ status: 'rejected', rejection: 'incorrect-category' })
  await management.edit(connection, externalId, { ...draft, footer: null, buttons: [], category: 'marketing' })
  expect(await management.find(connection, externalId)).toMatchObject({
    footer: null,
    buttons: [],
    category: 'marketing',
    status: 'pending',
  })
  await management.remove(connection, { externalId, name: draft.name })
  expect(await management.find(connection, externalId)).toBeNull()
  // Gone already is as good as removed.
  await management.remove(connection, { externalId, name: draft.name })
})

test('only that one language goes', async () => {
  await management.create(connection, draft)
  const { externalId } = await management.create(connection, { ...draft, language: 'kk' })
  await management.remove(connection, { externalId, name: draft.name })
  expect((await management.list(connection, null)).templates.map((one) => one.language)).toEqual(['en'])
})

test.each<[string, Partial<TemplateDraft>, RegExp]>([
  ['a name that is taken', {}, /already/],
  [
    'more variables than words',
    { body: { text: 'Hi {{a}} {{b}} bye', examples: { a: 'a', b: 'b' } }, name: 'other' },
    /too many variables/,
  ],
  ['a text too long', { body: { text: 'x'.repeat(1025), examples: {} }, name: 'other' }, /longer/],
  [
    'what only the provider knows how to say',
    { body: { text: 'Hello {{a}}, come by soon.', examples: {} }, name: 'other' },
    /sample|does not accept/,
  ],
])('%s is refused in words', async (_name, change, words) => {
  await management.create(connection, draft)
  await expect(management.create(connection, { ...draft, ...change })).rejects.toThrow(words)
})

test('a token that is refused is told as such, and not as a fault of the template', async () => {
  emulator.breakToken(connection.settings.phoneNumberId, 463)
  await expect(management.list(connection, null)).rejects.toThrow(/access token/)
  emulator.breakToken(connection.settings.phoneNumberId, null)
  emulator.faults.add({ kind: 'status', status: 400, code: 80008, times: 1 })
  await expect(management.list(connection, null)).rejects.toMatchObject({ code: 'rate-limited', retryable: true })
})
