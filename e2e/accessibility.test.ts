import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { findOverflow } from './find-overflow.ts'
import { findViolations } from './find-violations.ts'
import { shopNumber } from './open-house.ts'
import { openWebsite, type Website } from './open-website.ts'
import { connectChannel, stockShop } from './stock-shop.ts'

let journey: Journey
let signedOut: BrowserContext
let ids: Record<string, string>
let website: Website

beforeAll(async () => {
  journey = await beginJourney()
  const { api, house } = journey
  const { agentId, knowledgeId } = await stockShop(api)
  house.whatsapp.addTemplate(shopNumber.businessAccountId, {
    name: 'order_ready',
    language: 'en',
    category: 'utility',
    status: 'APPROVED',
    body: 'Hello {{customer_name}}, your order is ready at *{{shop}}*.',
  })
  const { id: channelId } = await connectChannel(api, 'whatsapp', agentId)
  const chat = await connectChannel(api, 'webchat', agentId)
  website = await openWebsite()
  website.paste(chat.embed ?? '')
  const customer = house.whatsapp.customer({ phone: '77010000001', name: 'دانا' })
  customer.send({ type: 'text', text: 'How much is delivery?' })
  await customer.waitForMessage(() => true, 15_000)
  customer.send({ type: 'audio', voice: true, sample: 'voice-delivery' })
  customer.send({ type: 'image', sample: 'picture-mug' })
  customer.send({ type: 'location', latitude: 43.2389, longitude: 76.8897, name: 'Panfilov Park' })
  await customer.waitForMessage(() => true, 15_000)
  const [conversation] = (await api.get<{ data: { id: string; contactId: string }[] }>('conversations')).data
  if (!conversation) throw new Error('there is no conversation')
  await api.post(`conversations/${conversation.id}/messages`, { text: 'A regular customer.', private: true })
  await api.post(`channels/${channelId}/templates/sync`, {})
  const [template] = (await api.get<{ data: { id: string }[] }>(`channels/${channelId}/templates`)).data
  ids = {
    agent: agentId,
    knowledge: knowledgeId,
    channel: channelId,
    website: chat.id,
    template: template?.id ?? '',
    conversation: conversation.id,
    contact: conversation.contactId,
  }
  signedOut = await journey.browser.newContext()
})
afterAll(async () => {
  website?.close()
  await journey?.close()
})

const pages = [
  '/',
  '/inbox',
  '/inbox/:conversation',
  '/contacts',
  '/contacts/:contact',
  '/agents',
  '/agents/new',
  '/agents/:agent',
  '/knowledge',
  '/knowledge/:knowledge',
  '/channels',
  '/channels/new',
  '/channels/:channel',
  '/channels/:channel?tab=settings',
  '/channels/:channel?tab=events',
  '/channels/:website',
  '/channels/:website?tab=settings',
  '/channels/:website?tab=chat',
  '/channels/:channel/templates',
  '/channels/:channel/templates/new',
  '/channels/:channel/templates/:template',
  '/channels/callback',
  '/operations',
  '/settings/workspace',
  '/settings/team',
  '/settings/api-keys',
  '/settings/webhooks',
  '/settings/models',
  '/settings/audit',
  '/settings/profile',
  '/no-such-page',
]
/** Routes that are looked at in another way. */
const elsewhere = {
  '/login': 'the sign-in, below',
  '/invite/*': 'an invitation, below',
  '/setup': 'the first visit, in whatsapp.test.ts',
  '/settings': 'leads on to one of its pages',
  '/forgot-password': 'in mail.test.ts',
  '/reset-password': 'in mail.test.ts',
}
/** A route or a path of the walk without what differs from one visit to the next. */
const shapeOf = (path: string) => path.replace(/\?.*$/, '').replace(/[:$]\w+/g, '*')

const directions = [
  { language: 'en', direction: 'ltr' },
  { language: 'fa', direction: 'rtl' },
] as const
describe.each(directions)('in $language ($direction), light and dark, there are no violations on', ({ language, direction }) => {
  let page: Page

  const open = async (context: BrowserContext) => {
    const opened = await context.newPage()
    await opened.emulateMedia({ reducedMotion: 'reduce' })
    await opened.addInitScript(`localStorage.setItem('parley.language', '${language}')`)
    return opened
  }
  beforeAll(async () => {
    page = await open(journey.context)
    await page.goto(journey.house.url)
  })
  afterAll(() => page?.close())

  test('no page is forgotten', async () => {
    // The router leaves itself there for its developers' tools.
    const routes: string[] = await page.evaluate('Object.keys(globalThis.__TSR_ROUTER__.routesByPath)')
    const walked = new Set([...pages.filter((path) => path !== '/no-such-page').map(shapeOf), ...Object.keys(elsewhere)])
    expect([...new Set(routes.map(shapeOf))].sort()).toEqual([...walked].sort())
  })

  test.each(pages)('the page %s', async (pattern) => {
    const path = pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '')
    // As a link does it: the program stays loaded.
    await page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    await page.locator('.mantine-Skeleton-root, [aria-busy=true]').first().waitFor({ state: 'detached' })
    expect(await findViolations(page)).toEqual([])
    expect(page.url()).toBe(`${journey.house.url}${path}`)
    expect(await page.evaluate('[document.documentElement.dir, document.documentElement.dataset.mantineColorScheme]')).toEqual([
      direction,
      'dark',
    ])
    expect(await findOverflow(page)).toEqual([])
  })

  test('the sign-in', async () => {
    const login = await open(signedOut)
    await login.goto(`${journey.house.url}/login`)
    await login.getByTestId('login-submit').waitFor()
    expect(await findViolations(login)).toEqual([])
    await login.close()
  })

  test('an invitation', async () => {
    const { url } = await journey.api.post<{ url: string }>('invitations', { role: 'agent' })
    const invitation = await open(signedOut)
    await invitation.goto(url)
    await invitation.getByTestId('invite-submit').waitFor()
    expect(await findViolations(invitation)).toEqual([])
    await invitation.close()
  })

  test('the chat on a website', async () => {
    const context = await journey.browser.newContext({ locale: language })
    const shop = await context.newPage()
    await shop.goto(`${website.url}/?lang=${language}`)
    await shop.getByTestId('widget-launcher').click()
    const chat = shop.frameLocator('[data-testid=widget-frame]')
    await chat.getByTestId('widget-input').fill('How much is delivery?')
    await chat.getByTestId('widget-send').click()
    await chat.locator('[data-testid=widget-message][data-author=agent]').filter({ hasText: '900' }).waitFor()
    expect(await chat.locator('html').getAttribute('dir')).toBe(direction)
    expect(await findViolations(shop, { hasFrames: true })).toEqual([])
    await context.close()
  })
})
