import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { htmlToMarkdown } from './html-to-markdown.ts'
import type { ParsedDocument } from './parse-worker.ts'

const surroundings =
  'script, style, noscript, template, iframe, nav, aside, svg, form, dialog, [role=navigation], [role=dialog], [aria-hidden=true], [hidden]'

/**
 * A page without what surrounds it. Readability finds articles well and throws away half of a price list: its choice counts only when it
 * keeps most of what is left without navigation, and when there is enough else to be worth it.
 */
export function parseHtml(html: string, url: string | null): ParsedDocument {
  const whole = parseHTML(html.includes('<body') || html.includes('<BODY') ? html : `<html><body>${html}</body></html>`).document
  const title = clean(whole.querySelector('title')?.textContent) ?? clean(whole.querySelector('h1')?.textContent)
  for (const element of whole.querySelectorAll(surroundings)) element.remove()
  for (const element of whole.querySelectorAll('body > header, body > footer, [role=banner], [role=contentinfo]')) element.remove()
  const rest = lengthOf(whole.body.textContent)
  const article = new Readability(parseHTML(html).document, { charThreshold: 200 }).parse()
  const kept = lengthOf(article?.textContent)
  const choosing = kept >= rest * 0.6 && rest > kept * 1.25
  if (!article?.content || !choosing) return { title, text: htmlToMarkdown(whole.body.innerHTML, url) }
  const text = htmlToMarkdown(article.content, url)
  return { title, text: text.startsWith('# ') || !article.title ? text : `# ${article.title}\n\n${text}` }
}

function lengthOf(text: string | null | undefined): number {
  return (text ?? '').replace(/\s+/g, ' ').length
}

function clean(text: string | null | undefined): string | null {
  return text?.replace(/\s+/g, ' ').trim().slice(0, 500) || null
}
