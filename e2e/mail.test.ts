import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MailEmulator, ReceivedMail } from '../emulators/index.ts'
import { beginJourney, type Journey } from './begin-journey.ts'
import { findViolations } from './find-violations.ts'
import { owner } from './open-house.ts'
import { connectChannel } from './stock-shop.ts'

let journey: Journey
let mail: MailEmulator
beforeAll(async () => {
  journey = await beginJourney({ hasMail: true })
  if (!journey.house.mail) throw new Error('there is no mail server')
  mail = journey.house.mail
})
afterAll(() => journey?.close())

async function mailTo(address: string, subject: RegExp): Promise<ReceivedMail> {
  const find = () => mail.mails.find((one) => one.to.includes(address) && subject.test(one.subject))
  await expect.poll(find, { timeout: 15_000 }).toBeTruthy()
  return find() as ReceivedMail
}

const strangers = () => journey.browser.newContext({ locale: 'en-GB' })

test('an invitation goes to the address that was entered', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/settings/team`)
  await page.getByTestId('team-invite').click()
  await page.getByTestId('invite-email').fill('dana@team.example')
  await page.getByTestId('invite-create').click()
  await page.getByTestId('invite-mailed').getByText('dana@team.example').waitFor()
  const { text } = await mailTo('dana@team.example', /^Join Teal Kettles$/)
  const link = /http\S+\/invite\/\S+/.exec(text)?.[0] ?? ''
  const context: BrowserContext = await strangers()
  const invited = await context.newPage()
  await invited.goto(link)
  await invited.getByTestId('invite-name').fill('Dana')
  await invited.getByTestId('invite-password').fill('a good long password')
  await invited.getByTestId('invite-submit').click()
  await invited.getByTestId('nav-inbox').waitFor()
  await context.close()
})

test('an owner finds what mails they get, and switches them off', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/settings/profile`)
  const choice = page.getByTestId('profile-channel-mails')
  await choice.waitFor({ state: 'attached' })
  expect(await choice.isChecked()).toBe(true)
  expect(await findViolations(page)).toEqual([])
  await choice.click()
  await expect.poll(() => choice.isChecked()).toBe(false)
  await page.reload()
  await choice.waitFor({ state: 'attached' })
  expect(await choice.isChecked()).toBe(false)
})

test('the team sends the customer what was said, to the address that the contact has', async () => {
  const { page, house, api } = journey
  const { embed } = await connectChannel(api, 'webchat', null)
  const [, key = ''] = /data-key="(wk_[^"]+)"/.exec(embed ?? '') ?? []
  const visit = async <T>(path: string, token: string | null, body: object): Promise<T> => {
    const response = await fetch(`${house.url}/widget/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    return (await response.json()) as T
  }
  const { token } = await visit<{ token: string }>('session', null, { key })
  await visit('messages', token, { clientId: 'client-id-1', text: 'Is the teal one there?' })
  await page.goto(`${house.url}/inbox`)
  await page.getByTestId('conversation-row').first().click()
  await page.getByText('no e-mail address of this person is known.').waitFor()
  const { data } = await api.get<{ data: { contactId: string }[] }>('conversations')
  await journey.context.request.patch(`${house.url}/api/v1/contacts/${data[0]?.contactId}`, { data: { email: 'visitor@customer.example' } })
  await page.reload()
  await page.getByTestId('send-transcript').click()
  await page.getByText('On its way to visitor@customer.example').waitFor()
  const sent = await mailTo('visitor@customer.example', /^Your conversation with /)
  expect(sent.text).toContain('Is the teal one there?')
  expect(sent.html).not.toMatch(/<img|src=/)
})

test('a forgotten password is set anew by the link of a mail', async () => {
  const { house } = journey
  const context = await strangers()
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(`${house.url}/login`)
  await page.getByTestId('login-forgot').click()
  await page.getByTestId('forgot-email').fill(owner.email)
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('forgot-submit').click()
  await page.getByTestId('forgot-sent').waitFor()
  const { text } = await mailTo(owner.email, /^A new password for Parley$/)
  await page.goto(/http\S+\/reset-password#\S+/.exec(text)?.[0] ?? '')
  await page.getByTestId('reset-password').fill('a password set anew')
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('reset-submit').click()
  await page.getByTestId('reset-done').waitFor()
  await page.goto(`${house.url}/login`)
  await page.getByTestId('login-email').fill(owner.email)
  await page.getByTestId('login-password').fill('a password set anew')
  await page.getByTestId('login-submit').click()
  await page.getByTestId('nav-inbox').waitFor()
  await context.close()
  expect(journey.house.log()).not.toContain('"level":"error"')
  expect(journey.house.log()).not.toContain('customer.example')
})
