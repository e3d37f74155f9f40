import type { Page } from 'playwright-core'

const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

/** What sticks out of the window at the side, on a desk and on a phone, in words; the page is left at the width of a desk. */
export async function findOverflow(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size)
    // The page hears of its new size with the next frame, and is laid out anew with the one after.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    const wide: string[] = await page.evaluate(whatSticksOut)
    found.push(...wide.map((what) => `${page.url()} at ${size.width}: ${what}`))
  }
  await page.setViewportSize(desktop)
  return found
}

/** In the page: whether the document is wider than the window, and which elements no ancestor keeps from making it so. */
const whatSticksOut = `(() => {
  const root = document.documentElement
  const wider = root.scrollWidth - innerWidth
  if (wider <= 0) return []
  const isOut = (element) => {
    const { left, right, width } = element.getBoundingClientRect()
    return width > 0 && (left < -0.5 || right > innerWidth + 0.5)
  }
  const isKept = (element) => {
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement)
      if (getComputedStyle(one).overflowX !== 'visible' && !isOut(one)) return getComputedStyle(element).position === 'static'
    return false
  }
  const culprits = [...document.body.querySelectorAll('*')].filter((element) => isOut(element) && !isKept(element))
  return ['wider by ' + wider + ' px', ...culprits.slice(0, 5).map((element) => element.outerHTML.slice(0, 160))]
})()`
