import type { BrowserContext, Locator, Page } from 'playwright-core'

export interface CustomerPhone {
  page: Page
  write(text: string): Promise<void>
  /** What the business sent: shown on the phone. */
  received(text: string | RegExp): Locator
  /** How many messages of the business the phone shows. */
  count(): Promise<number>
}

/** The page of a provider's emulator on which a person plays the customer. */
export async function openPhone(context: BrowserContext, emulatorUrl: string, name: string): Promise<CustomerPhone> {
  const page = await context.newPage()
  await page.goto(`${emulatorUrl}/phone`)
  await page.getByTestId('phone-name').fill(name)
  await page.getByTestId('phone-create').click()
  await page.getByTestId('phone-customer').getByText(name).waitFor()
  const incoming = page.locator('[data-testid=phone-message][data-direction=in]')
  return {
    page,
    write: async (text) => {
      await page.getByTestId('phone-input').fill(text)
      await page.getByTestId('phone-send').click()
      await page.locator('[data-testid=phone-message][data-direction=out]').filter({ hasText: text }).last().waitFor()
    },
    received: (text) => incoming.filter({ hasText: text }).last(),
    count: () => incoming.count(),
  }
}
