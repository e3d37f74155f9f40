import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WhatsAppCustomer } from '../emulators/index.ts'
import { beginJourney, type Journey } from './begin-journey.ts'
import { connectChannel, stockShop } from './stock-shop.ts'

let journey: Journey
let customer: WhatsAppCustomer

beforeAll(async () => {
  journey = await beginJourney()
  const { agentId } = await stockShop(journey.api, { mode: 'off' })
  await connectChannel(journey.api, 'whatsapp', agentId)
  customer = journey.house.whatsapp.customer({ phone: '+15557770100', name: 'Kim Kinds' })
  await customer.send({
    type: 'text',
    text: 'I saw your ad',
    referral: { source_type: 'ad', headline: 'Teal week', body: 'All kettles in teal', source_url: 'https://shop.example/teal' },
  }).delivered
  await journey.page.goto(`${journey.house.url}/inbox`)
  await journey.page.getByTestId('conversation-row').filter({ hasText: 'Kim Kinds' }).click()
})
afterAll(() => journey?.close())

const message = (text: string) => journey.page.getByTestId('message').filter({ hasText: text })

test('an advertisement says what it promised and where it stands', async () => {
  const origin = message('I saw your ad').getByTestId('message-origin')
  await origin.getByText('All kettles in teal').waitFor()
  expect(await origin.getByRole('link').first().getAttribute('href')).toBe('https://shop.example/teal')
})

test('a form is questions and answers', async () => {
  await customer.fillForm({ flow_token: 'ours', screen_0_Your_name_0: 'Kim', toppings: ['milk', 'sugar'] }).delivered
  const form = journey.page.getByTestId('form-answers').last()
  await form.getByText('Your name: Kim').waitFor()
  await form.getByText('Toppings: milk, sugar').waitFor()
  expect(await form.textContent()).not.toContain('ours')
})

test('what was passed on, asked of calls or cannot be shown says so', async () => {
  await customer.send({ type: 'text', text: 'Is this you?', frequentlyForwarded: true }).delivered
  await message('Is this you?').getByText('Forwarded many times').waitFor()
  await customer.answerCallRequest({ granted: false }).delivered
  await message('Does not want to be called').waitFor()
  await customer.send({ type: 'unsupported', kind: 'poll' }).delivered
  await message('A poll').waitFor()
})
