import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chats, keptInBrowser, openChats, write } from './open-chats.ts'

let chats: Chats
beforeAll(async () => {
  chats = await openChats()
})
afterAll(() => chats?.close())

const rows = async (query: string, values: unknown[] = []) => (await chats.widget.database.ownerPool.query(query, values)).rows
const never = Array.from({ length: 7 }, () => [])
const wording = { required: true, text: 'We keep what you write for a year.', link: 'https://shop.example/privacy' }

test('a loader of an earlier version, kept by the browser over an upgrade, opens a chat that works', async () => {
  const { context, page, chat, problems } = await chats.visit({ title: 'Shop chat' })
  // What that loader did not know of yet it does not say.
  await page.route('**/chat-window.js', async (route) => {
    const answer = await route.fetch()
    const later = /\b(theme|consented|draft|facts):/g
    const body = await answer.text()
    expect(body.match(later)?.length).toBeGreaterThanOrEqual(4)
    await route.fulfill({ response: answer, body: body.replace(later, 'unknown_$1:') })
  })
  await page.reload()
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Do you still hear me?')
  await expect.poll(async () => (await rows(`select 1 from messages where text = 'Do you still hear me?'`)).length).toBe(1)
  expect(problems).toEqual([])
  await context.close()
})

describe('consent', () => {
  test('comes before everything: nothing is asked of the server or kept before, and all is as usual after', async () => {
    const { context, page, chat, asked, problems, violations, channelId } = await chats.visit(
      { consent: wording, greeting: 'Hello!' },
      { script: `parley('identify',{id:'kerry',name:'Kerry'});parley('set',{plan:'gold'})` },
    )
    await page.getByTestId('widget-greeting').getByRole('button', { name: 'Close' }).click()
    await page.getByTestId('widget-launcher').click()
    await chat.getByText(wording.text).waitFor()
    expect(await chat.getByRole('link').getAttribute('href')).toBe(wording.link)
    expect(await violations()).toEqual([])
    expect(await keptInBrowser(page)).toEqual([])
    expect(asked.filter((request) => request.startsWith('POST'))).toEqual([])
    expect(await rows('select 1 from widget_visitors where channel_id = $1', [channelId])).toEqual([])

    await chat.getByRole('button', { name: 'No, thank you' }).click()
    await expect.poll(() => page.getByTestId('widget-launcher').getAttribute('aria-expanded')).toBe('false')
    expect(await keptInBrowser(page)).toEqual([])
    await page.getByTestId('widget-launcher').click()
    await chat.getByTestId('widget-agree').click()
    await write(chat, 'I have agreed')
    expect(await keptInBrowser(page)).not.toEqual([])
    const kept = () =>
      rows(
        `select k.wording, k.given, c.name, c.attributes from contact_consents k join contacts c on c.id = k.contact_id where k.channel_id = $1`,
        [channelId],
      )
    await expect.poll(kept).toEqual([{ wording: wording.text, given: 'chat', name: 'Kerry', attributes: { plan: 'gold' } }])

    await page.reload()
    await page.getByTestId('widget-launcher').click()
    await chat.locator('[data-author=contact]').getByText('I have agreed').waitFor()
    expect(await context.cookies()).toEqual([])
    expect(problems).toEqual([])
    await context.close()
  })

  test('may be given by the page’s own banner and taken back', async () => {
    const { context, page, chat, channelId } = await chats.visit({ consent: wording }, { script: `parley('consent', true)` })
    await page.getByTestId('widget-launcher').click()
    await write(chat, 'By the banner')
    expect(await rows('select given from contact_consents where channel_id = $1', [channelId])).toEqual([{ given: 'page' }])
    await page.evaluate(`parley('consent', false)`)
    await chat.getByTestId('widget-consent').waitFor()
    const kept = await rows('select withdrawn_at from contact_consents where channel_id = $1', [channelId])
    expect(kept).toEqual([{ withdrawn_at: expect.any(Date) }])
    expect(await rows('select 1 from widget_visitors where channel_id = $1', [channelId])).toEqual([])
    expect(await keptInBrowser(page)).toEqual([])
    await context.close()
  })

  test('works where all storage is blocked', async () => {
    const { context, page, chat } = await chats.visit(
      { consent: wording },
      {
        init: `for (const name of ['localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })`,
      },
    )
    await page.getByTestId('widget-launcher').click()
    await chat.getByTestId('widget-agree').click()
    await write(chat, 'Agreed without storage')
    await context.close()
  })
})

test('the questions come first, by keyboard and with what is wrong said to each', async () => {
  const fields = [
    { kind: 'name', required: true },
    { kind: 'email', required: false },
    { kind: 'question', label: 'Which order is it about?', attribute: 'Order', required: true },
  ]
  const { context, page, chat, problems, violations, channelId } = await chats.visit({ preChat: { intro: 'A few words first.', fields } })
  await page.getByTestId('widget-launcher').focus()
  await page.keyboard.press('Enter')
  const name = chat.getByRole('textbox', { name: 'Name' })
  const focused = (element: { matches(selector: string): boolean }) => element.matches(':focus')
  await expect.poll(() => name.evaluate(focused)).toBe(true)
  expect(await violations()).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.type('kerry')
  await page.keyboard.press('Enter')
  await chat.getByText('Please fill this in.').first().waitFor()
  await expect.poll(() => name.evaluate(focused)).toBe(true)
  expect(await name.getAttribute('aria-describedby')).toBeTruthy()
  await chat.getByText('This does not look like an e-mail address.').waitFor()
  expect(await violations()).toEqual([])
  await page.keyboard.type('Kerry')
  await chat.getByRole('textbox', { name: 'E-mail' }).fill('kerry@example.com')
  await chat.getByRole('textbox', { name: 'Which order is it about?' }).fill('17')
  await page.keyboard.press('Enter')
  await write(chat, 'Here I am')
  expect(
    await rows(
      `select c.name, c.email, c.attributes from contacts c join contact_identities i on i.contact_id = c.id where i.channel_id = $1`,
      [channelId],
    ),
  ).toEqual([{ name: 'Kerry', email: 'kerry@example.com', attributes: { Order: '17' } }])
  expect(problems).toEqual([])
  await context.close()
})

test.each(['en', 'fa'])('outside the hours the chat says so and takes an address, in %s', async (language) => {
  const hours = { timeZone: 'UTC', days: never, away: { en: 'We are asleep.', fa: 'ما خوابیم.' } }
  const { context, page, chat, problems, violations, channelId } = await chats.visit({ hours }, { language, locale: language })
  await page.getByTestId('widget-launcher').click()
  await chat.getByText(hours.away[language as 'en' | 'fa']).waitFor()
  await write(chat, `Is anybody there? ${language}`)
  const email = chat.getByTestId('widget-leave-email')
  await email.fill('nobody')
  await email.press('Enter')
  await chat.getByRole('alert').waitFor()
  expect(await violations()).toEqual([])
  await email.fill('night@example.com')
  await email.press('Enter')
  await email.waitFor({ state: 'detached' })
  expect(
    await rows(`select c.email from contacts c join contact_identities i on i.contact_id = c.id where i.channel_id = $1`, [channelId]),
  ).toEqual([{ email: 'night@example.com' }])
  expect(problems).toEqual([])
  await context.close()
})

test('a token signed by the website makes the visitor a known one, and a forged one is told to the page', async () => {
  const { context, page, chat, channelId } = await chats.visit(
    {},
    { script: `window.heard=[];parley('on','identity',(state)=>heard.push(state));parley('on','identity:error',(why)=>heard.push(why))` },
  )
  const key = (await chats.widget.api('POST', `channels/${channelId}/identity-keys`)).body as { kid: string; secret: string }
  const sign = (secret: string): string => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { sub: 'kerry', name: 'Kerry', exp: Math.floor(Date.now() / 1000) + 600 }
    const signed = `${part({ alg: 'HS256', kid: key.kid })}.${part(claims)}`
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
  await page.evaluate(`parley('identify', { token: ${JSON.stringify(sign('x'.repeat(43)))} })`)
  await expect.poll(() => page.evaluate('heard')).toEqual(['rejected', 'signature'])
  await page.evaluate(`parley('identify', { token: ${JSON.stringify(sign(key.secret))} })`)
  await expect.poll(() => page.evaluate('heard.at(-1)')).toBe('verified')
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'It is really me')
  expect(
    await rows(
      `select c.name, i.verified from contacts c join contact_identities i on i.contact_id = c.id where i.channel_id = $1 and i.external_id = 'user:kerry'`,
      [channelId],
    ),
  ).toEqual([{ name: 'Kerry', verified: true }])
  await context.close()
})
