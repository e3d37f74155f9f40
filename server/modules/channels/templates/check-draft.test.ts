import { describe, expect, test } from 'vitest'
import type { TemplateDraft } from '../template-management.ts'
import { whatsAppTemplateRules as rules } from '../whatsapp/templates/rules.ts'
import { checkDraft } from './check-draft.ts'

const good: TemplateDraft = {
  name: 'order_ready',
  language: 'en',
  category: 'utility',
  parameterFormat: 'positional',
  header: { format: 'text', text: 'Order {{1}}', examples: { 1: '7' } },
  body: { text: 'Hello {{1}}, your order number {{2}} is ready to be fetched.', examples: { 1: 'Kerry', 2: '7' } },
  footer: 'Teal Kettles',
  buttons: [
    { kind: 'quick-reply', title: 'Thanks' },
    { kind: 'link', title: 'Track', url: 'https://shop.example/orders/{{1}}', example: 'https://shop.example/orders/7' },
    { kind: 'phone', title: 'Call us', phone: '+7 701 000 0000' },
    { kind: 'copy-code', example: 'SAVE10' },
  ],
}
const codes: TemplateDraft = {
  ...good,
  category: 'authentication',
  header: null,
  body: null,
  footer: null,
  buttons: [],
  code: { securityAdvice: true, expiresInMinutes: 10, buttonTitle: 'Copy the code' },
}
const codeOf = (change: object) => ({ ...codes, code: { securityAdvice: true, expiresInMinutes: 10, buttonTitle: null, ...change } })
const bodyOf = (text: string, examples: Record<string, string> = {}) => ({ body: { text, examples } })
const link = (url: string, example?: string) => ({ buttons: [{ kind: 'link' as const, title: 'Go', url, example: example ?? null }] })

test('what the provider takes has no fault', () => {
  expect(checkDraft(good, rules)).toEqual([])
  const named = {
    header: null,
    parameterFormat: 'named' as const,
    ...bodyOf('Hello {{first_name}}, we are open.', { first_name: 'Kerry' }),
  }
  expect(checkDraft({ ...good, ...named }, rules)).toEqual([])
  expect(checkDraft({ ...good, header: { format: 'location' }, footer: null, buttons: [] }, rules)).toEqual([])
  expect(checkDraft({ ...good, header: { format: 'video', exampleHandle: '4::dmlkZW8' } }, rules)).toEqual([])
  expect(checkDraft(codes, rules)).toEqual([])
  expect(checkDraft({ ...codes, code: { securityAdvice: false, expiresInMinutes: null, buttonTitle: null } }, rules)).toEqual([])
})

describe('each fault is told with its field', () => {
  test.each<[string, Partial<TemplateDraft>, string]>([
    ['capitals in the name', { name: 'Order' }, 'name'],
    ['a name of 513', { name: 'x'.repeat(513) }, 'name'],
    ['a language that is none', { language: 'tlh' }, 'language'],
    ['codes without saying how', { category: 'authentication' }, 'code'],
    ['codes in another category', { ...codes, category: 'utility' }, 'category'],
    ['a code of no time', codeOf({ expiresInMinutes: 0 }), 'code.expiresInMinutes'],
    ['a code of 91 minutes', codeOf({ expiresInMinutes: 91 }), 'code.expiresInMinutes'],
    ['a code’s button without words', codeOf({ buttonTitle: ' ' }), 'code.buttonTitle'],
    ['a code’s button of 26', codeOf({ buttonTitle: 'x'.repeat(26) }), 'code.buttonTitle'],
    ['an emoji on a code’s button', codeOf({ buttonTitle: 'Copy 🔑' }), 'code.buttonTitle'],
    ['a button for a code that is not sent', { buttons: [{ kind: 'one-time-code', title: 'Copy' }] }, 'buttons.0'],
    ['a header with a file and no example', { header: { format: 'image' } }, 'header.exampleHandle'],
    ['an empty header', { header: { format: 'text', text: ' ', examples: {} } }, 'header.text'],
    ['a header of 61', { header: { format: 'text', text: 'x'.repeat(61), examples: {} } }, 'header.text'],
    ['formatting in the header', { header: { format: 'text', text: '*Order*', examples: {} } }, 'header.text'],
    ['two variables in the header', { header: { format: 'text', text: 'A {{1}} b {{2}} c', examples: { 1: 'a', 2: 'b' } } }, 'header.text'],
    ['no body', { body: null }, 'body.text'],
    ['a body of 1025', bodyOf('x'.repeat(1025)), 'body.text'],
    ['a variable at the beginning', bodyOf('{{1}}, your order is ready to be fetched.', { 1: 'Kerry' }), 'body.text'],
    ['a variable at the end', bodyOf('Your order is ready to be fetched, {{1}}', { 1: 'Kerry' }), 'body.text'],
    ['variables side by side', bodyOf('Hello there {{1}} {{2}}, your order is ready.', { 1: 'a', 2: 'b' }), 'body.text'],
    ['too few words', bodyOf('Hi {{1}}!', { 1: 'a' }), 'body.text'],
    ['two empty lines', bodyOf('One\n\n\nTwo'), 'body.text'],
    ['a gap in the numbers', bodyOf('Hello {{2}}, your order is ready.', { 2: 'Kerry' }), 'body.text'],
    ['a name among numbers', bodyOf('Hello {{name}}, your order is ready.', { name: 'Kerry' }), 'body.text'],
    [
      'a capital in a name',
      { header: null, parameterFormat: 'named', ...bodyOf('Hello {{Name}}, your order is ready.', { Name: 'K' }) },
      'body.text',
    ],
    ['a half variable', bodyOf('Hello {{1, your order is ready.'), 'body.text'],
    ['spaces in a variable', bodyOf('Hello {{ 1 }}, your order is ready.', { 1: 'K' }), 'body.text'],
    ['no example', bodyOf('Hello {{1}}, your order is ready.', { 1: ' ' }), 'body.examples.1'],
    ['a footer of 61', { footer: 'x'.repeat(61) }, 'footer'],
    ['a variable in the footer', { footer: 'Bye {{1}}' }, 'footer'],
    ['a button without words', { buttons: [{ kind: 'quick-reply', title: '' }] }, 'buttons.0.title'],
    ['a button of 26', { buttons: [{ kind: 'quick-reply', title: 'x'.repeat(26) }] }, 'buttons.0.title'],
    ['an address without https', link('shop.example'), 'buttons.0.url'],
    ['a variable inside an address', link('https://shop.example/{{1}}/x', 'https://shop.example/7/x'), 'buttons.0.url'],
    ['an address without an example', link('https://shop.example/{{1}}'), 'buttons.0.example'],
    ['a number that is none', { buttons: [{ kind: 'phone', title: 'Call', phone: 'us' }] }, 'buttons.0.phone'],
    ['a code of 16', { buttons: [{ kind: 'copy-code', example: 'x'.repeat(16) }] }, 'buttons.0.example'],
    ['a button made elsewhere', { buttons: [{ kind: 'other', title: 'Form', type: 'flow' }] }, 'buttons.0'],
    ['three addresses', { buttons: ['a', 'b', 'c'].map((title) => ({ kind: 'link', title, url: 'https://shop.example' })) }, 'buttons'],
    [
      'eleven buttons',
      { buttons: Array.from({ length: 11 }, (_, index) => ({ kind: 'quick-reply', title: `Answer ${index}` })) },
      'buttons',
    ],
    [
      'two that say the same',
      {
        buttons: [
          { kind: 'quick-reply', title: 'Yes' },
          { kind: 'quick-reply', title: 'Yes' },
        ],
      },
      'buttons',
    ],
    [
      'quick replies apart',
      {
        buttons: [
          { kind: 'quick-reply', title: 'Yes' },
          { kind: 'copy-code', example: 'A' },
          { kind: 'quick-reply', title: 'No' },
        ],
      },
      'buttons',
    ],
  ])('%s', (_name, change, path) => {
    expect(checkDraft({ ...good, ...change }, rules).map((error) => error.path)).toContain(path)
  })
})
