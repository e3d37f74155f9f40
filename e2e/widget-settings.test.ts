import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { findViolations } from './find-violations.ts'
import { connectChannel } from './stock-shop.ts'

let journey: Journey
let id: string
beforeAll(async () => {
  journey = await beginJourney()
  id = (await connectChannel(journey.api, 'webchat', null)).id
})
afterAll(() => journey?.close())

const config = async () => (await journey.api.get<{ config: Record<string, unknown> }>(`channels/${id}`)).config

test('the owner sets what a visitor meets, is told what is missing, and finds it again', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/channels/${id}`)
  await page.getByRole('tab', { name: 'Chat' }).click()
  await page.getByRole('switch', { name: 'Ask for consent before the chat begins' }).click()
  await page.getByTestId('widget-consent-text').fill('We keep what you write for a year.')
  await page.getByRole('textbox', { name: 'Where it is explained' }).fill('shop.example')
  await page.getByRole('button', { name: 'E-mail' }).click()
  await page.getByRole('button', { name: 'A question of your own' }).click()
  await page.getByRole('textbox', { name: 'A question of your own' }).fill('Which order is it about?')
  await page.getByRole('switch', { name: 'Required: Which order is it about?' }).click()
  await page.getByRole('switch', { name: 'Show business hours' }).click()
  await page.getByRole('textbox', { name: 'Said outside the hours, English' }).fill('We are asleep.')
  await page.getByRole('textbox', { name: 'Not on these pages' }).fill('/checkout/*\n')
  await page.getByTestId('widget-greeting-add').click()
  await page.getByTestId('widget-greeting-text').fill('Need help?')
  await page.getByRole('switch', { name: 'Ask how it was' }).click()
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('widget-save').click()
  await page.getByText('Invalid URL').first().waitFor()
  await page.getByRole('textbox', { name: 'Where it is explained' }).fill('https://shop.example/privacy')
  await page.getByTestId('widget-save').click()
  await expect.poll(config).toMatchObject({
    consent: { required: true, text: 'We keep what you write for a year.', link: 'https://shop.example/privacy' },
    preChat: {
      fields: [
        { kind: 'email', required: false },
        { kind: 'question', label: 'Which order is it about?', attribute: 'Which order is it about', required: true },
      ],
    },
    hours: { away: { en: 'We are asleep.' }, asksEmail: true, mailAfterMinutes: 10 },
    pages: { hide: ['/checkout/*'] },
    greetings: [{ text: 'Need help?', afterSeconds: 10, once: true }],
    rating: { asks: true },
    greeting: 'Hello! Ask me about delivery.',
  })
  await page.reload()
  await page.getByText('Need help?').waitFor()
  expect(await page.getByTestId('widget-consent-text').inputValue()).toBe('We keep what you write for a year.')
})

test('an identity key shows its secret once and can be ended', async () => {
  const { page } = journey
  await page.getByTestId('identity-key-add').click()
  const secret = await page.getByTestId('identity-key-secret').textContent()
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
  await page.reload()
  await page.getByRole('button', { name: /^End this key/ }).waitFor()
  expect(await page.getByText(secret ?? '').count()).toBe(0)
  await page.getByRole('button', { name: /^End this key/ }).click()
  await expect.poll(async () => (await journey.api.get<{ data: unknown[] }>(`channels/${id}/identity-keys`)).data).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})

test('a new secret for hashes is shown once, after the old one was given up', async () => {
  const { page } = journey
  page.once('dialog', (dialog) => void dialog.accept())
  await page.getByTestId('identity-secret-new').click()
  expect((await page.getByTestId('identity-secret').textContent())?.length).toBeGreaterThanOrEqual(32)
  expect(await findViolations(page)).toEqual([])
})
