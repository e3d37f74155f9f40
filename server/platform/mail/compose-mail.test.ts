import { describe, expect, test } from 'vitest'
import { composeMail, mailLanguageOf } from './compose-mail.ts'
import { isMailAddress, parseSender, parseSmtpUrl } from './mail-settings.ts'

describe('what a mail says', () => {
  const link = { label: 'Open', url: 'https://parley.example/x?a=1&b=2' }

  test('stands in it twice, as text and as HTML', () => {
    const mail = composeMail({ language: 'en', subject: 'Hello', paragraphs: ['One.', 'Two\nlines.'], link, footer: 'Why.' })
    expect(mail.text).toBe('One.\n\nTwo\nlines.\n\nOpen:\nhttps://parley.example/x?a=1&b=2\n\n-- \nWhy.\n')
    expect(mail.html).toContain('<html lang="en" dir="ltr">')
    expect(mail.html).toContain('href="https://parley.example/x?a=1&amp;b=2"')
  })

  test('F62: marks arrive as they were written, whoever wrote them', () => {
    const evil = '<img src=x onerror=alert(1)><script>alert(1)</script>"\'&'
    const { html, text } = composeMail({ language: 'en', subject: evil, paragraphs: [evil], link: { ...link, label: evil }, footer: evil })
    expect(html).not.toMatch(/<img|<script/)
    expect(html.match(/&lt;script&gt;/g)).toHaveLength(4)
    expect(text).toContain(evil)
  })

  test('promise 54: nothing in it is fetched from anywhere', () => {
    const { html } = composeMail({ language: 'ru', subject: 's', paragraphs: ['p'], link, footer: 'f' })
    expect(html).not.toMatch(/src=|<link|url\(|@import|<iframe|<object/)
    expect(html.match(/https?:\/\//g)).toHaveLength(1)
  })

  test('Persian runs from right to left', () => {
    const { html } = composeMail({ language: 'fa', subject: 'سلام', paragraphs: ['سلام'] })
    expect(html).toContain('<html lang="fa" dir="rtl">')
  })

  test('a subject is one line, whatever is put into it', () => {
    const { subject } = composeMail({ language: 'en', subject: 'Hi\r\nBcc: victim@example.com\0\u2028 there', paragraphs: [] })
    expect(subject).toBe('Hi Bcc: victim@example.com there')
    expect([...composeMail({ language: 'en', subject: '😀'.repeat(400), paragraphs: [] }).subject]).toHaveLength(150)
  })

  test('a link to anything but the web is a fault of ours', () => {
    expect(() => composeMail({ language: 'en', subject: 's', paragraphs: [], link: { label: 'x', url: 'javascript:alert(1)' } })).toThrow()
  })

  test('the closest language is chosen', () => {
    expect(['ru-RU', 'kk', 'fa_IR', 'de', null].map(mailLanguageOf)).toEqual(['ru', 'kk', 'fa', 'en', 'en'])
  })
})

describe('settings', () => {
  test.each([
    [
      'smtps://shop:p%40ss@smtp.example.com',
      { host: 'smtp.example.com', port: 465, encryption: 'tls', login: { user: 'shop', password: 'p@ss' } },
    ],
    ['smtp://smtp.example.com', { host: 'smtp.example.com', port: 587, encryption: 'starttls', login: null }],
    ['smtp://smtp.example.com:2525?tls=none', { host: 'smtp.example.com', port: 2525, encryption: 'none', login: null }],
    ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, encryption: 'none', login: null }],
  ])('%s', (text, server) => {
    expect(parseSmtpUrl(text)).toEqual(server)
  })

  test.each(['smtp.example.com', 'https://smtp.example.com', 'smtp://', 'smtp://host/folder', 'smtp://host?tls=perhaps'])(
    'not usable: %s',
    (text) => {
      expect(parseSmtpUrl(text)).toBeNull()
    },
  )

  test('a sender is an address, or a name with one', () => {
    expect(parseSender('no-reply@shop.example')).toEqual({ name: '', address: 'no-reply@shop.example' })
    expect(parseSender('"Teal Kettles" <no-reply@shop.example>')).toEqual({ name: 'Teal Kettles', address: 'no-reply@shop.example' })
    expect(['', 'Shop', 'Shop <shop>', 'a@b.c, d@e.f', 'Shop\r\nBcc: x <a@b.c>'].map(parseSender)).toEqual([null, null, null, null, null])
  })

  test('an address is one and plain', () => {
    for (const good of ['a@b.example', 'first.last+tag@sub.shop.example']) expect([good, isMailAddress(good)]).toEqual([good, true])
    for (const bad of [
      'a@b@c',
      'a b@c.d',
      'a@b.c,d@e.f',
      '<a@b.c>',
      'a@b.c\r\nBcc: x@y.z',
      `${'a'.repeat(65)}@b.c`,
      'a@',
      '@b',
      '"a b"@c.d',
    ])
      expect([bad, isMailAddress(bad)]).toEqual([bad, false])
  })
})
