import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sampleByName, startWhatsAppEmulator, type WhatsAppEmulator } from '../../../../../emulators/index.ts'
import { systemClock } from '../../../../platform/clock.ts'
import { httpForEmulator } from '../../channel-contract/http-for-emulator.ts'
import type { ProviderTemplate, TemplateDraft, TemplateManagement } from '../../template-management.ts'
import { createWhatsAppAdapter } from '../create-whatsapp-adapter.ts'
import { whatsAppEgress } from '../egress.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from '../settings.ts'
import { connection } from '../whatsapp-fixtures.ts'
import { explainTemplate } from './explain-template.ts'
import { uploadExample } from './upload-example.ts'

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

const { bytes: pictureBytes } = sampleByName('picture-mug')
const picture = { format: 'image' as const, name: 'mug.png', mimeType: 'image/png', bytes: pictureBytes }

test('a picture is given to the reviewers in the app’s name, and the template with its handle', async () => {
  emulator.ledger.clear()
  const exampleHandle = await management.uploadExample(connection, picture)
  const calls = emulator.ledger.entries()
  // The channel names no app: Meta says whose the token is.
  expect(calls.map(({ method, path }) => `${method} ${path.replace(/upload:.*/, 'upload')}`)).toEqual([
    'GET /v25.0/debug_token',
    'POST /v25.0/1000000000000001/uploads',
    'POST /v25.0/upload',
  ])
  expect(calls[1]?.query).toMatchObject({ file_length: String(pictureBytes.length), file_type: 'image/png', file_name: 'mug.png' })
  expect(calls[2]?.headers).toMatchObject({ authorization: expect.stringMatching(/^OAuth /), file_offset: '0' })
  const { externalId } = await management.create(connection, { ...draft, header: { format: 'image', exampleHandle } })
  expect((await management.find(connection, externalId))?.header).toEqual({ format: 'image' })
  await emulator.reviews.decide({ name: 'order_ready', language: 'en', event: 'REJECTED' })
  const content = { ...draft, category: null, footer: null }
  const edited = management.edit(connection, externalId, { ...content, header: { format: 'image' } })
  await expect(edited).rejects.toMatchObject({ code: 'invalid', cause: { message: expect.stringMatching(/needs one example/) } })
  await management.edit(connection, externalId, { ...content, header: { format: 'image', exampleHandle } })
})

test('a handle of another kind, or of nobody, is refused in words', async () => {
  const exampleHandle = await management.uploadExample(connection, picture)
  for (const header of [
    { format: 'video' as const, exampleHandle },
    { format: 'image' as const, exampleHandle: '4::aW1hZ2U' },
  ])
    await expect(management.create(connection, { ...draft, header })).rejects.toThrow(/example of the header/)
})

test('a file that the upload does not take is told as a fault of the file', async () => {
  await expect(management.uploadExample(connection, { ...picture, mimeType: 'image/gif' })).rejects.toThrow(/as an example/)
})

test('what is no upload session is never called', async () => {
  const called: string[] = []
  const answer = async (url: string | URL | Request) => {
    called.push(new URL(String(url)).pathname)
    return Response.json({ id: '../105500000000001/messages' })
  }
  const options = { provider: 'whatsapp', baseUrl: 'https://graph.facebook.com', apiVersion: 'v25.0', explain: explainTemplate }
  const app = { appId: '7', appSecret: connection.credentials.appSecret }
  const uploading = uploadExample({ ...options, app, fetch: answer, fetchMedia: answer }, connection.credentials, picture)
  await expect(uploading).rejects.toMatchObject({ code: 'provider', retryable: true })
  expect(called).toEqual(['/v25.0/7/uploads'])
})

test('one-time codes: submitted without words, listed with Meta’s, changed', async () => {
  const code = { securityAdvice: true, expiresInMinutes: 10, buttonTitle: null }
  const codes: TemplateDraft = {
    ...draft,
    category: 'authentication',
    parameterFormat: 'positional',
    header: null,
    body: null,
    footer: null,
  }
  const { externalId } = await management.create(connection, { ...codes, buttons: [], code })
  const found = await management.find(connection, externalId)
  expect(found).toMatchObject({
    body: { text: '*{{1}}* is your verification code. For your security, do not share this code.', examples: { 1: '123456' } },
    footer: 'This code expires in 10 minutes.',
    buttons: [{ kind: 'one-time-code', title: 'Copy code' }],
    code: { ...code, buttonTitle: 'Copy code' },
  })
  await emulator.reviews.decide({ name: 'order_ready', language: 'en', event: 'REJECTED' })
  const changed = { securityAdvice: false, expiresInMinutes: null, buttonTitle: 'Take it' }
  await management.edit(connection, externalId, { ...codes, ...found, category: null, code: changed })
  expect(await management.find(connection, externalId)).toMatchObject({ footer: null, code: changed })
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
