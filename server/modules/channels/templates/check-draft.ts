import {
  type TemplateButton,
  type TemplateCategory,
  type TemplateContent,
  type TemplateRules,
  variablesOf,
} from '../../../../contract/templates.ts'
import type { FieldError } from '../../../platform/errors.ts'
import type { TemplateDraft } from '../template-management.ts'
import { checkVariables } from './check-variables.ts'

/** Everything that the provider would refuse, as far as its published rules go: told at once, with the field, instead of after a review of a day. */
export function checkDraft(draft: TemplateDraft, rules: TemplateRules): FieldError[] {
  return [...checkName(draft, rules), ...checkContent(draft, rules)]
}

function* checkName({ name, language, category }: TemplateDraft, rules: TemplateRules): Generator<FieldError> {
  if (!/^[a-z0-9_]+$/.test(name)) yield { path: 'name', message: 'Small latin letters, digits and _ only.' }
  if (name.length > rules.maxNameLength) yield { path: 'name', message: atMost(rules.maxNameLength) }
  if (!rules.languages.includes(language)) yield { path: 'language', message: 'Templates cannot be made in this language.' }
  yield* checkCategory(category, rules)
}

export function* checkCategory(category: TemplateDraft['category'], rules: TemplateRules): Generator<FieldError> {
  if (!rules.categories.includes(category))
    yield { path: 'category', message: 'Templates of this category are made at the provider itself.' }
}

/** The parts that an edit replaces. */
export function checkContent(content: Content & { category: TemplateCategory | null }, rules: TemplateRules): FieldError[] {
  if (content.code || content.category === 'authentication') return [...checkCode(content, rules)]
  return [
    ...checkHeader(content, rules),
    ...checkBody(content, rules),
    ...checkFooter(content, rules),
    ...content.buttons.flatMap((button, index) => [...checkButton(button, `buttons.${index}`, rules)]),
    ...checkButtons(content.buttons, rules),
  ]
}

type Content = TemplateContent & Pick<TemplateDraft, 'parameterFormat'>

function* checkHeader({ header, parameterFormat }: Content, rules: TemplateRules): Generator<FieldError> {
  if (header === null) return
  if (!rules.headers.includes(header.format)) {
    yield { path: 'header.format', message: 'Templates with such a header are made at the provider itself.' }
  }
  if (header.format === 'location') return
  if (header.format !== 'text') {
    if (!header.exampleHandle)
      yield { path: 'header.exampleHandle', message: 'An example of the file: the reviewers ask for it each time.' }
    return
  }
  if (header.text.trim() === '') yield { path: 'header.text', message: 'A header needs a text.' }
  if (header.text.length > rules.maxHeaderLength) yield { path: 'header.text', message: atMost(rules.maxHeaderLength) }
  if (/[\n*_~`]/.test(header.text.replace(/\{\{[^{}]*\}\}/g, ''))) {
    yield { path: 'header.text', message: 'A header has one line, without formatting signs (* _ ~ `).' }
  }
  if (variablesOf(header.text).length > 1) yield { path: 'header.text', message: 'A header takes one variable.' }
  yield* checkVariables('header', header.text, header.examples, parameterFormat)
}

function* checkBody({ body, parameterFormat }: Content, rules: TemplateRules): Generator<FieldError> {
  const text = body?.text ?? ''
  if (text.trim() === '') {
    yield { path: 'body.text', message: 'A template needs a text.' }
    return
  }
  if (text.length > rules.maxBodyLength) yield { path: 'body.text', message: atMost(rules.maxBodyLength) }
  if (/^\s*\{\{|\}\}\s*$/.test(text)) yield { path: 'body.text', message: 'The text may neither begin nor end with a variable.' }
  if (/\}\}\s*\{\{/.test(text)) yield { path: 'body.text', message: 'Between two variables there must be words.' }
  if (/\t| {5}|\n\s*\n\s*\n/.test(text)) {
    yield { path: 'body.text', message: 'No tabs, no more than four spaces and no more than one empty line in a row.' }
  }
  const words = text.replace(/\{\{[^{}]*\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? []
  const variables = variablesOf(text).length
  if (words.length < variables * 2 + 1) {
    yield {
      path: 'body.text',
      message: `Too many variables for so short a text: ${variables} need at least ${variables * 2 + 1} words around them.`,
    }
  }
  yield* checkVariables('body', text, body?.examples ?? {}, parameterFormat)
}

function* checkFooter({ footer }: Content, rules: TemplateRules): Generator<FieldError> {
  if (footer === null) return
  if (footer === '') yield { path: 'footer', message: 'A footer needs a text.' }
  if (footer.length > rules.maxFooterLength) yield { path: 'footer', message: atMost(rules.maxFooterLength) }
  if (footer.includes('{{')) yield { path: 'footer', message: 'A footer takes no variables.' }
}

function* checkButton(button: TemplateButton, path: string, rules: TemplateRules): Generator<FieldError> {
  if (button.kind === 'other') {
    yield { path, message: 'Buttons of this kind are made at the provider itself.' }
    return
  }
  if (button.kind === 'one-time-code') {
    yield { path, message: 'The button of a one-time code comes by itself: describe it in code.' }
    return
  }
  if (button.kind !== 'copy-code') {
    if (button.title.trim() === '') yield { path: `${path}.title`, message: 'A button needs words.' }
    if (button.title.length > rules.maxButtonTitleLength) yield { path: `${path}.title`, message: atMost(rules.maxButtonTitleLength) }
    if (button.title.includes('{{')) yield { path: `${path}.title`, message: 'A button’s words take no variables.' }
  }
  if (button.kind === 'link') yield* checkLink(button, path, rules)
  if (button.kind === 'phone' && !/^\+?[0-9]{5,}$/.test(button.phone.replace(/[\s()-]/g, ''))) {
    yield { path: `${path}.phone`, message: 'A phone number with its country code.' }
  }
  if (button.kind === 'phone' && button.phone.length > rules.maxPhoneLength)
    yield { path: `${path}.phone`, message: atMost(rules.maxPhoneLength) }
  if (button.kind === 'copy-code' && (button.example.trim() === '' || button.example.length > rules.maxCodeLength)) {
    yield { path: `${path}.example`, message: `An example of the code, ${atMost(rules.maxCodeLength).toLowerCase()}` }
  }
}

function* checkLink(button: Extract<TemplateButton, { kind: 'link' }>, path: string, rules: TemplateRules): Generator<FieldError> {
  const { url, example } = button
  if (url.length > rules.maxUrlLength) yield { path: `${path}.url`, message: atMost(rules.maxUrlLength) }
  const variables = variablesOf(url)
  const isPlain = !/\{\{|\}\}/.test(url)
  if (!isWebAddress(url.replace(/\{\{[^{}]*\}\}$/, 'x'))) yield { path: `${path}.url`, message: 'A whole address with https://.' }
  if (!isPlain && (variables.length !== 1 || !/^[^{}]+\{\{1\}\}$/.test(url))) {
    yield { path: `${path}.url`, message: 'An address takes one variable, {{1}}, at its very end.' }
  }
  if (!isPlain && !example?.trim()) yield { path: `${path}.example`, message: 'An example of the whole address.' }
}

/** Of a template for one-time codes there is nothing to word but the button. */
function* checkCode({ code, category }: Parameters<typeof checkContent>[0], rules: TemplateRules): Generator<FieldError> {
  if (!code) {
    yield { path: 'code', message: 'A template of this category sends one-time codes: say how. Others are made at the provider itself.' }
    return
  }
  if (category !== 'authentication') yield { path: 'category', message: 'One-time codes are sent by the category authentication.' }
  const { expiresInMinutes: minutes, buttonTitle } = code
  if (minutes !== null && (minutes < rules.minCodeMinutes || minutes > rules.maxCodeMinutes)) {
    yield { path: 'code.expiresInMinutes', message: `From ${rules.minCodeMinutes} to ${rules.maxCodeMinutes} minutes.` }
  }
  if (buttonTitle === null) return
  if (buttonTitle.trim() === '') yield { path: 'code.buttonTitle', message: 'A button needs words.' }
  if (buttonTitle.length > rules.maxButtonTitleLength) yield { path: 'code.buttonTitle', message: atMost(rules.maxButtonTitleLength) }
  if (/\{\{|https?:|\p{Extended_Pictographic}/u.test(buttonTitle)) {
    yield { path: 'code.buttonTitle', message: 'No variables, addresses or emoji.' }
  }
}

function* checkButtons(buttons: readonly TemplateButton[], rules: TemplateRules): Generator<FieldError> {
  if (buttons.length > rules.maxButtons) yield { path: 'buttons', message: `At most ${rules.maxButtons} buttons.` }
  const most = { link: rules.maxLinks, phone: rules.maxPhones, 'copy-code': rules.maxCopyCodes } as const
  for (const [kind, max] of Object.entries(most)) {
    if (buttons.filter((button) => button.kind === kind).length > max) {
      yield { path: 'buttons', message: `At most ${max} ${max === 1 ? 'button' : 'buttons'} of the kind ${kind}.` }
    }
  }
  const runs = buttons.filter((button, index) => button.kind === 'quick-reply' && buttons[index - 1]?.kind !== 'quick-reply').length
  if (runs > 1) yield { path: 'buttons', message: 'Quick replies stand together, before or after the other buttons.' }
  const titles = buttons.map(({ title }) => title ?? '').filter((title) => title !== '')
  if (new Set(titles).size < titles.length) yield { path: 'buttons', message: 'No two buttons say the same.' }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^\s]+$/.test(text)
}

function atMost(length: number): string {
  return `At most ${length} characters.`
}
