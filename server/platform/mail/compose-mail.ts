export const mailLanguages = ['en', 'ru', 'kk', 'fa'] as const
export type MailLanguage = (typeof mailLanguages)[number]

/** What a mail says. Everything is plain text: marks of any kind arrive as they were written. */
export interface MailText {
  language: MailLanguage
  subject: string
  paragraphs: readonly string[]
  /** One link, under its own name. */
  link?: { label: string; url: string }
  /** In small print below. */
  footer?: string
}

export interface ComposedMail {
  subject: string
  text: string
  html: string
}

const longestSubject = 150

/** The closest language that mails are written in; English for every other. */
export function mailLanguageOf(tag: string | null | undefined): MailLanguage {
  const primary = (tag ?? '').toLowerCase().split(/[-_]/)[0]
  return mailLanguages.find((language) => language === primary) ?? 'en'
}

/** The same words twice: as plain text and as simple HTML. No picture, no style sheet and no script: opening it tells nobody anything. */
export function composeMail({ language, subject, paragraphs, link, footer }: MailText): ComposedMail {
  const title = oneLine(subject)
  const shown = paragraphs.map(withoutControls)
  const text = [...shown, link && `${link.label}:\n${link.url}`, footer && `-- \n${footer}`].filter(Boolean).join('\n\n')
  const direction = language === 'fa' ? 'rtl' : 'ltr'
  const body = [
    ...shown.map((paragraph) => `<p dir="auto" style="margin:0 0 16px;white-space:pre-line">${escapeHtml(paragraph)}</p>`),
    link &&
      `<p style="margin:0 0 16px"><a href="${escapeHtml(requireWebAddress(link.url))}" style="color:#0f766e;font-weight:600">${escapeHtml(link.label)}</a></p>`,
    footer && `<p style="margin:24px 0 0;color:#5b6b69;font-size:13px">${escapeHtml(withoutControls(footer))}</p>`,
  ]
  const html = `<!doctype html>
<html lang="${language}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1f2a29;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:600px;margin:0 auto">
${body.filter(Boolean).join('\n')}
</div>
</body>
</html>
`
  return { subject: title, text: `${text}\n`, html }
}

/** A header is one line: whatever would begin another becomes a space. */
function oneLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...line].slice(0, longestSubject).join('')
}

function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '')
}

export function escapeHtml(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}

/** Links are made by Parley from its own address: anything else is a fault in the program. */
function requireWebAddress(url: string): string {
  if (!/^https?:\/\//.test(url)) throw new Error('A mail links to web addresses only')
  return url
}
