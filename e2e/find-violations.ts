import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe has against the page in both dresses, in words. The dress changes colours only, so the second look is at those.
 * `hasFrames: false` spares the page of its own in which the findings of frames are put together.
 */
export async function findViolations(page: Page, { hasFrames = false } = {}): Promise<string[]> {
  const axe = () => new AxeBuilder({ page }).setLegacyMode(!hasFrames)
  await wear(page, 'light')
  const light = await axe().withTags(standards).analyze()
  await wear(page, 'dark')
  const dark = await axe().withRules(['color-contrast', 'link-in-text-block']).analyze()
  return [...light.violations, ...dark.violations].flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${page.url()} ${id}: ${html}\n${failureSummary}`),
  )
}

async function wear(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  // The page hears of it with the next frame and is painted anew with the one after.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
}
