import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CustomerPhone } from './customer-phone.ts'

/** Longer than any turn takes: the agent's delay, the model, the delivery. */
const longerThanATurnMs = 2500

/**
 * In the open conversation, after the AI's first answer: shows why it was given, takes over, proves that the AI is silent, answers as
 * a person, gives back, and sees the AI answer again.
 */
export async function playTakeover(
  page: Page,
  phone: Pick<CustomerPhone, 'write' | 'received' | 'count'>,
  { why, question, answer }: { why: string; question: string; answer: string },
): Promise<void> {
  const messages = page.getByTestId('message')
  await messages.and(page.locator('[data-author=agent]')).getByTestId('why-answer').last().click()
  await page.getByTestId('why-trace').getByTestId('passage').filter({ hasText: why }).first().waitFor()
  await page.keyboard.press('Escape')

  await page.getByTestId('take-over').click()
  await page.getByTestId('return-to-ai').waitFor()
  const before = await phone.count()
  await phone.write('Are you there?')
  await messages.filter({ hasText: 'Are you there?' }).waitFor()
  await page.waitForTimeout(longerThanATurnMs)
  expect(await phone.count()).toBe(before)

  await page.getByTestId('composer-input').fill('Yes, this is Aigul. What can I do for you?')
  await page.getByTestId('composer-send').click()
  await phone.received('Yes, this is Aigul.').waitFor()
  await messages.and(page.locator('[data-author=user]')).filter({ hasText: 'Yes, this is Aigul.' }).waitFor()

  await page.getByTestId('return-to-ai').click()
  await page.getByTestId('take-over').waitFor()
  await phone.write(question)
  await phone.received(answer).waitFor()
  await messages.and(page.locator('[data-author=agent]')).filter({ hasText: answer }).last().waitFor()
}
