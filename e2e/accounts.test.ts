import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { findOverflow } from './find-overflow.ts'
import { findViolations } from './find-violations.ts'
import { playTakeover } from './play-takeover.ts'
import { stockShop } from './stock-shop.ts'

/*
 * A page and an Instagram account, connected by signing in: nobody copies a token.
 */

let journey: Journey
let phone: CustomerPhone

beforeAll(async () => {
  journey = await beginJourney({ hasAccounts: true })
  await stockShop(journey.api)
})
afterAll(() => journey?.close())

async function connect(type: string, account: RegExp): Promise<void> {
  const { page, house } = journey
  await page.goto(`${house.url}/channels/new`)
  await page.getByTestId(`channel-type-${type}`).click()
  await page.getByTestId('channel-sign-in').click()
  await page.waitForURL('**/channels/callback?**')
  await page.getByRole('radio', { name: account }).check()
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('channel-agent').click()
  await page.getByRole('option', { name: 'Sam' }).click()
  await page.getByTestId('channel-connect').click()
  await page.getByTestId('channel-status').getByText('Connected').waitFor()
  await page.getByTestId('channel-waiting').waitFor()
}

test('a page is connected by signing in with Facebook, and its customers are answered', async () => {
  await connect('messenger', /Teal Kettles/)
  phone = await openPhone(journey.context, journey.house.meta?.url ?? '', 'Timur Tea')
  await phone.write('How much is delivery?')
  await phone.received('900 tenge').waitFor()
  await journey.page.getByTestId('channel-first-message').waitFor()
})

test('a person takes over, answers, and gives it back', async () => {
  const { page } = journey
  await page.getByTestId('nav-inbox').click()
  await page.getByTestId('conversation-row').filter({ hasText: 'Timur Tea' }).click()
  await playTakeover(page, phone, { why: '900 tenge', question: 'Can I return a kettle?', answer: 'fourteen days' })
})

test('an Instagram account is connected by signing in with Instagram', async () => {
  await connect('instagram', /@teal\.kettles/)
})

test('who refuses at the provider is told that nothing was connected', async () => {
  const { page, house } = journey
  house.meta?.answerNextLogin({ isDenied: true })
  await page.goto(`${house.url}/channels/new`)
  await page.getByTestId('channel-type-messenger').click()
  await page.getByTestId('channel-sign-in').click()
  await page.getByTestId('channel-sign-in-failed').getByText('not allowed').waitFor()
})

test('a channel that stops working is shown above the inbox, with the reason, until it works again', async () => {
  const { page, house, api } = journey
  house.meta?.breakToken('1001', 463)
  const { data } = (await api.get('channels')) as { data: { id: string; type: string }[] }
  const broken = data.find(({ type }) => type === 'messenger')
  await page.goto(`${house.url}/channels/${broken?.id}`)
  await page.getByText('Access token', { exact: true }).waitFor()
  await page.getByTestId('nav-inbox').click()
  const strip = page.getByTestId('channel-trouble')
  await strip.getByText('Not working').waitFor()
  // Away from the menu, whose tooltip is no part of the page.
  await page.mouse.move(900, 500)
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  expect(await findViolations(page)).toEqual([])
  house.meta?.breakToken('1001', null)
  await strip.getByRole('link').click()
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByTestId('channel-status').getByText('Connected').waitFor()
})

test('who signs in again gives a channel that lost its access a new one', async () => {
  const { page, house, api } = journey
  const { data } = (await api.get('channels')) as { data: { id: string; type: string }[] }
  const broken = data.find(({ type }) => type === 'messenger')
  house.meta?.breakToken('1001', 460)
  await page.goto(`${house.url}/channels/${broken?.id}`)
  // Beside the check that fails.
  await page.getByTestId('channel-check-bad').filter({ hasText: 'Access token' }).getByTestId('channel-sign-in-again').click()
  await page.waitForURL('**/channels/callback?**')
  await page.getByTestId('channel-give-access').waitFor()
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('channel-give-access').click()
  await page.getByTestId('channel-status').getByText('Connected').waitFor()
})

test('which account it shall be can be chosen in a language from right to left too', async () => {
  const page = await journey.context.newPage()
  await page.addInitScript(`localStorage.setItem('parley.language', 'fa')`)
  await page.goto(`${journey.house.url}/channels/new`)
  await page.getByTestId('channel-type-messenger').click()
  await page.getByTestId('channel-sign-in').click()
  await page.waitForURL('**/channels/callback?**')
  await page.getByTestId('granted-account').first().waitFor()
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
  expect(await findViolations(page)).toEqual([])
  expect(await findOverflow(page)).toEqual([])
  await page.close()
})

test('nobody else was asked, nothing was kept and nothing went wrong on the way', async () => {
  expect(await journey.watch.problems()).toEqual([expect.stringMatching(/409.*grants\/complete/)])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
