import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'

let journey: Journey
beforeAll(async () => {
  journey = await beginJourney()
})
afterAll(() => journey?.close())

test('without a mail server nobody is promised a mail', async () => {
  const { page, house, browser } = journey
  await page.goto(`${house.url}/settings/profile`)
  await page.getByTestId('profile-mail-off').getByText('Mail is not set up on this server.').waitFor()
  expect(await page.getByTestId('profile-channel-mails').isDisabled()).toBe(true)
  await page.goto(`${house.url}/settings/team`)
  await page.getByTestId('team-invite').click()
  await page.getByText('Mail is not set up on this server.').waitFor()
  const context = await browser.newContext({ locale: 'en-GB' })
  const stranger = await context.newPage()
  await stranger.goto(`${house.url}/login`)
  await stranger.getByTestId('login-submit').waitFor()
  await stranger.waitForLoadState('networkidle')
  expect(await stranger.getByTestId('login-forgot').count()).toBe(0)
  await context.close()
})
