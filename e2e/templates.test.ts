import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleByName } from '../emulators/index.ts'
import { beginJourney, type Journey } from './begin-journey.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { findViolations } from './find-violations.ts'
import { shopNumber } from './open-house.ts'
import { connectChannel } from './stock-shop.ts'

let journey: Journey
let channelId: string
let phone: CustomerPhone

const orderReady = {
  name: 'order_ready',
  language: 'en',
  category: 'utility' as const,
  status: 'APPROVED' as const,
  body: 'Hello {{customer_name}}, your order {{order_number}} is ready at *{{shop}}* until Friday.',
}
const filled = 'Hello Kerry Kettle, your order 7 is ready at *Panfilov Street* until Friday.'
const deliveryNews = { ...orderReady, name: 'delivery_news', body: 'Your parcel is on its way.' }

beforeAll(async () => {
  journey = await beginJourney()
  const { house, api, context } = journey
  for (const template of [orderReady, deliveryNews]) house.whatsapp.addTemplate(shopNumber.businessAccountId, template)
  channelId = (await connectChannel(api, 'whatsapp', null)).id
  phone = await openPhone(context, house.whatsapp.url, 'Kerry Kettle')
  await writeEarlier(30)
})
afterAll(() => journey?.close())

/** What the customer wrote that many hours ago, and what comes in only now: nobody can wait for a window to close. */
async function writeEarlier(hours: number): Promise<void> {
  const { whatsapp } = journey.house
  const [person] = whatsapp.cloud.people.values()
  if (!person) throw new Error('the phone has no customer')
  const id = `wamid.old-${hours}`
  const at = Date.now() - hours * 3600_000
  whatsapp.cloud.messages.set(id, {
    id,
    phoneNumberId: shopNumber.phoneNumberId,
    waId: person.waId,
    direction: 'inbound',
    type: 'text',
    at,
  })
  await whatsapp.deliverChanges([
    {
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: shopNumber.displayPhoneNumber.replace(/\D/g, ''), phone_number_id: shopNumber.phoneNumberId },
        contacts: [{ profile: { name: person.name }, wa_id: person.waId, user_id: person.userId }],
        messages: [
          { from: person.waId, id, timestamp: String(Math.floor(at / 1000)), type: 'text', text: { body: 'Tell me when it is ready.' } },
        ],
      },
    },
  ])
}

test('outside the window nothing can be typed, and the composer says what can be done', async () => {
  const { page, api, context, house } = journey
  const [contact] = (await api.get<{ data: { id: string }[] }>('contacts')).data
  await context.request.patch(`${house.url}/api/v1/contacts/${contact?.id}`, {
    data: { attributes: { order_number: 7, shop: 'Abay Avenue' } },
  })
  await page.goto(`${house.url}/inbox`)
  await page.getByTestId('conversation-row').filter({ hasText: 'Kerry Kettle' }).click()
  await page.getByTestId('composer-closed').getByText('only approved templates').waitFor()
  expect(await page.getByTestId('composer-input').count()).toBe(0)
  // The private note is not for the customer.
  await page.getByTestId('composer-note-tab').click()
  await page.getByTestId('composer-input').waitFor()
  await page.getByTestId('composer-reply-tab').click()
  // Whoever asks the API all the same is refused by the provider's rules.
  const [conversation] = (await api.get<{ data: { id: string }[] }>('conversations')).data
  const { id } = await api.post<{ id: string }>(`conversations/${conversation?.id}/messages`, { text: 'Free words' })
  await page.locator(`[data-testid=message][data-id="${id}"][data-status=failed]`).waitFor()
})

test('a template is found, filled in from the contact, seen as the customer will see it, and sent', async () => {
  const { page } = journey
  await page.getByTestId('composer-template').click()
  await page.getByTestId('template-choice').nth(1).waitFor()
  expect(await findViolations(page)).toEqual([])
  // By keyboard alone: the search has the focus, Down goes into the list.
  await page.keyboard.type('parcel')
  await page.locator('[data-testid=template-choice][data-name=order_ready]').waitFor({ state: 'detached' })
  await page.getByTestId('template-search').fill('order')
  await page.locator('[data-testid=template-choice][data-name=order_ready]').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const field = (name: string) => page.getByTestId(`template-variable-${name}`)
  await field('shop').waitFor()
  expect(await Promise.all(['customer_name', 'order_number', 'shop'].map((name) => field(name).inputValue()))).toEqual([
    'Kerry Kettle',
    '7',
    'Abay Avenue',
  ])
  await field('shop').fill('')
  await page.getByTestId('template-preview').getByText('{{shop}}').waitFor()
  expect(await page.getByTestId('template-send').isDisabled()).toBe(true)
  await field('shop').fill('Panfilov Street')
  await field('shop').press('Tab')
  await page.getByTestId('template-preview').locator('strong', { hasText: 'Panfilov Street' }).waitFor()
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('template-send').click()
  await phone.received(filled).waitFor()
  await page.locator('[data-testid=message]:is([data-status=delivered],[data-status=read])').filter({ hasText: filled }).waitFor()
})

test('inside the window free words go, and templates too', async () => {
  const { page } = journey
  await phone.write('Thank you, I am on my way.')
  await page.getByTestId('composer-input').waitFor()
  await page.getByTestId('composer-template').click()
  await page.getByTestId('template-search').fill('parcel')
  await page.locator('[data-testid=template-choice][data-name=delivery_news]').click()
  await page.getByTestId('template-send').click()
  await phone.received('Your parcel is on its way.').waitFor()
  await page.getByTestId('composer-template').click()
  await page.getByTestId('template-search').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('template-search').waitFor({ state: 'detached' })
})

test('a template with a picture above and an address of its own', async () => {
  const { page, house, api } = journey
  house.whatsapp.addTemplate(shopNumber.businessAccountId, {
    ...orderReady,
    name: 'receipt',
    body: 'Your receipt is above, and your parcel can be followed.',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Your receipt is above, and your parcel can be followed.' },
      { type: 'FOOTER', text: 'Teal Kettles' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Follow it', url: 'https://shop.example/orders/{{1}}' }] },
    ],
  })
  await api.post(`channels/${channelId}/templates/sync`, {})
  await page.getByTestId('composer-template').click()
  await page.locator('[data-testid=template-choice][data-name=receipt]').click()
  const picture = sampleByName('picture-mug')
  await page.getByTestId('template-header-file').setInputFiles({ name: 'receipt.png', mimeType: 'image/png', buffer: picture.bytes })
  await page.getByTestId('template-preview').getByText('receipt.png').waitFor()
  expect(await page.getByTestId('template-send').isDisabled()).toBe(true)
  await page.getByTestId('template-button-value-0').fill('7')
  await page.getByTestId('template-button-value-0').press('Tab')
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('template-send').click()
  const received = phone.received('Your receipt is above')
  await received.locator('img').waitFor()
  expect(await received.getByRole('link', { name: 'Follow it' }).getAttribute('href')).toBe('https://shop.example/orders/7')
})

test('a new template is made with its preview, told what is wrong with it, reviewed, and shown as approved by itself', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/channels/${channelId}`)
  await page.getByTestId('channel-templates').click()
  await page.locator('[data-testid=template-row][data-name=order_ready] [data-status=approved]').waitFor()
  await page.getByTestId('template-new').click()
  await page.getByTestId('template-name').fill('Back in stock')
  expect(await page.getByTestId('template-name').inputValue()).toBe('back_in_stock')
  await page.getByTestId('template-body').fill('Hello , the kettle that you asked for is here again')
  await page
    .getByTestId('template-body')
    .evaluate((body: { setSelectionRange(from: number, to: number): void }) => body.setSelectionRange(6, 6))
  await page.getByTestId('template-add-variable').click()
  await page.getByTestId('template-example-body-1').fill('Kerry')
  await page.getByTestId('template-preview').getByText('Hello Kerry, the kettle').waitFor()
  await page.getByTestId('template-add-button').click()
  await page.getByRole('menuitem', { name: 'Link' }).click()
  await page.getByTestId('template-button-title-0').fill('Buy now')
  await page.getByTestId('template-submit').click()
  await page.getByText('A whole address with https://.').first().waitFor()
  await page.getByLabel('Address').fill('https://shop.example/kettles')
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('template-submit').click()
  const row = page.locator('[data-testid=template-row][data-name=back_in_stock]')
  await row.locator('[data-status=approved]').waitFor()
})

test('a template with a picture above is made with an example for the reviewers', async () => {
  const { page, house } = journey
  await page.getByTestId('template-new').click()
  await page.getByTestId('template-name').fill('new kettles')
  await page.getByTestId('template-header-format').click()
  await page.getByRole('option', { name: 'Picture' }).click()
  await page.getByTestId('template-body').fill('Look at the new kettles that we have on our shelves.')
  // Without it the reviewers have nothing to look at.
  await page.getByTestId('template-submit').click()
  await page.getByText('An example of the file').first().waitFor()
  const picture = { name: 'kettle.png', mimeType: 'image/png', buffer: sampleByName('picture-mug').bytes }
  await page.getByTestId('template-example-file').setInputFiles(picture)
  await page.getByText('kettle.png').first().waitFor()
  await expect.poll(() => house.whatsapp.ledger.entries().filter(({ path }) => path.includes('/upload:')).length).toBe(1)
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('template-submit').click()
  await page.locator('[data-testid=template-row][data-name=new_kettles] [data-status=approved]').waitFor()
})

test('a template for one-time codes is made without words, and sends its code to be copied', async () => {
  const { page, house } = journey
  await page.getByTestId('template-new').click()
  await page.getByTestId('template-name').fill('sign in')
  await page.getByTestId('template-category').click()
  await page.getByRole('option', { name: 'Authentication' }).click()
  expect(await page.getByTestId('template-body').count()).toBe(0)
  const preview = page.getByTestId('template-preview')
  await preview.getByText('is your verification code.').waitFor()
  await preview.getByText('This code expires in 10 min.').waitFor()
  await page.getByTestId('template-code-button').fill('Copy it')
  await preview.getByText('Copy it').waitFor()
  expect(await findViolations(page)).toEqual([])
  await page.getByTestId('template-submit').click()
  await page.locator('[data-testid=template-row][data-name=sign_in] [data-status=approved]').waitFor()

  await page.goto(`${house.url}/inbox`)
  await page.getByTestId('conversation-row').filter({ hasText: 'Kerry Kettle' }).click()
  await page.getByTestId('composer-template').click()
  await page.locator('[data-testid=template-choice][data-name=sign_in]').click()
  await page.getByTestId('template-variable-1').fill('482913')
  await page.getByTestId('template-variable-1').press('Tab')
  await page.getByTestId('template-preview').locator('strong', { hasText: '482913' }).waitFor()
  await page.getByTestId('template-send').click()
  const received = phone.received('482913')
  expect(await received.getByRole('link', { name: 'Copy it' }).getAttribute('href')).toMatch(/code=otp482913$/)
  // For the customer alone: in the thread it stands as dots.
  await page.getByTestId('message').filter({ hasText: '••••••' }).waitFor()
  expect(await page.getByTestId('message').filter({ hasText: '482913' }).count()).toBe(0)
  await page.goto(`${house.url}/channels/${channelId}/templates`)
})

test('what was rejected says why, is changed and submitted again; another is deleted', async () => {
  const { page, house } = journey
  house.whatsapp.reviews.options.verdict = 'hold'
  await house.whatsapp.reviews.decide({
    name: 'back_in_stock',
    language: 'en',
    event: 'REJECTED',
    reason: 'PROMOTIONAL',
    rejection: { reason: 'It advertises a kettle.', recommendation: 'Choose marketing.' },
  })
  const row = page.locator('[data-testid=template-row][data-name=back_in_stock]')
  await row.getByText('It advertises a kettle. Choose marketing.').waitFor()
  await row.getByRole('link').click()
  await page.getByTestId('template-rejection').waitFor()
  await page.getByTestId('template-footer').fill('Teal Kettles')
  await page.getByTestId('template-submit').click()
  await page.locator('h1 [data-status=pending]').waitFor()
  await page.goto(`${house.url}/channels/${channelId}/templates?q=parcel`)
  await page.locator('[data-testid=template-row][data-name=delivery_news]').getByRole('link').click()
  await page.getByTestId('template-delete').click()
  await page.getByTestId('confirm-delete').click()
  await row.waitFor()
  expect(await page.locator('[data-testid=template-row][data-name=delivery_news]').count()).toBe(0)
})

test('what was made at the provider comes by the button', async () => {
  const { page, house } = journey
  house.whatsapp.addTemplate(shopNumber.businessAccountId, { ...deliveryNews, name: 'made_there', status: 'PAUSED' })
  await page.getByTestId('templates-sync').click()
  await page.locator('[data-testid=template-row][data-name=made_there] [data-status=paused]').waitFor()
})

test('nobody else was asked, nothing was kept and nothing went wrong on the way', async () => {
  // The server said no to the faulty template, which the console notes.
  expect((await journey.watch.problems()).filter((problem) => !/\b400\b.*\/templates/.test(problem))).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
