import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { type House, openHouse } from './open-house.ts'
import { type OwnersApi, signIn } from './sign-in.ts'
import { type Watch, watchPages } from './watch-pages.ts'

export interface Journey {
  house: House
  browser: Browser
  /** The browser of the shop's owner, signed in. */
  context: BrowserContext
  page: Page
  api: OwnersApi
  watch: Watch
  close(): Promise<void>
}

/** A running house and the owner's browser in front of it. `hosts`: addresses besides the house's that the pages may talk to. */
export async function beginJourney(
  options: { hasModel?: boolean; hasAccounts?: boolean; hasMail?: boolean; locale?: string; hosts?: string[] } = {},
): Promise<Journey> {
  const [house, browser] = await Promise.all([
    openHouse({ hasModel: options.hasModel ?? true, hasAccounts: options.hasAccounts ?? false, hasMail: options.hasMail ?? false }),
    openBrowser(),
  ])
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: options.locale ?? 'en-GB' })
  context.setDefaultTimeout(20_000)
  const watch = watchPages(context, [
    house.url,
    house.whatsapp.url,
    house.telegram.url,
    ...(house.meta ? [house.meta.url] : []),
    ...(options.hosts ?? []),
  ])
  const api = await signIn(context, house.url)
  const page = await context.newPage()
  return {
    house,
    browser,
    context,
    page,
    api,
    watch,
    close: async () => {
      await browser.close()
      await house.close()
    },
  }
}
