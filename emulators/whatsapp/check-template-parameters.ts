import { GraphError } from './graph-error.ts'
import type { ButtonKind, SentComponent } from './template-parameters.ts'

/** A template's own parts, as the API lists them. */
type Part = Record<string, unknown>

/**
 * Header and buttons take what the approved template has placeholders for: neither more nor less, and of the right kind.
 * @throws GraphError 132000 for a wrong number, 132012 for a wrong kind, 131008 for a button that is left without its value
 */
export function checkTemplateParameters(parts: readonly Part[], sent: readonly SentComponent[]): void {
  checkHeader(
    parts.find((part) => kindOf(part) === 'HEADER'),
    sent.find((one) => one.type === 'header'),
  )
  checkNames(textOf(parts.find((part) => kindOf(part) === 'BODY')), sent.find((one) => one.type === 'body')?.parameters ?? [])
  const buttons = parts.filter((part) => kindOf(part) === 'BUTTONS').flatMap((part) => (Array.isArray(part.buttons) ? part.buttons : []))
  checkButtons(
    buttons as Part[],
    sent.filter((one) => one.type === 'button'),
  )
}

/**
 * A one-time code stands in the text and, the same, behind the button, in 15 characters at most (…/authentication-templates).
 * @throws GraphError 132000 where it is in one place only, 131009 where it is too long or another one
 */
export function checkCode(sent: readonly SentComponent[]): void {
  const [inBody] = sent.find((one) => one.type === 'body')?.parameters ?? []
  const button = sent.find((one) => one.type === 'button' && one.sub_type === 'url')
  const [behindButton] = button?.parameters ?? []
  const [text, copied] = [inBody, behindButton].map((one) => (one && 'text' in one ? one.text : undefined))
  if (text === undefined || copied === undefined) throw new GraphError(132000, 'the code belongs into the body and into the button')
  if (text !== copied) throw new GraphError(131009, 'the code in the button is another one than that in the body')
  if (text.length > 15) throw new GraphError(131009, 'a code has at most 15 characters')
}

function checkHeader(known: Part | undefined, sent: Extract<SentComponent, { type: 'header' }> | undefined): void {
  const given = sent?.parameters ?? []
  const format = String(known?.format ?? 'TEXT').toUpperCase()
  if (format === 'TEXT') {
    const expected = placeholders(textOf(known)).length
    if (given.length !== expected)
      throw new GraphError(
        132000,
        `header: number of localizable_params (${given.length}) does not match the expected number of params (${expected})`,
      )
    if (given.some((one) => one.type !== 'text')) throw wrongFormat(format, given[0]?.type)
    checkNames(textOf(known), given)
    return
  }
  if (given.length !== 1 || given[0]?.type !== format.toLowerCase()) throw wrongFormat(format, given[0]?.type)
}

function wrongFormat(expected: string, received: string | undefined): GraphError {
  return new GraphError(132012, `header: Format mismatch, expected ${expected}, received ${received?.toUpperCase() ?? 'UNKNOWN'}`)
}

/** Named placeholders are filled by their names, numbered ones by their order. */
function checkNames(text: string, given: readonly { type: string }[]): void {
  const names = placeholders(text)
  const areNamed = names.some((name) => !/^\d+$/.test(name))
  for (const parameter of given) {
    const name = 'parameter_name' in parameter ? parameter.parameter_name : undefined
    if (areNamed ? !names.some((one) => one === name) : name !== undefined)
      throw new GraphError(132012, `Parameter name is missing or empty, or not one of the template: ${name ?? ''}`)
  }
}

const kinds: Readonly<Record<string, ButtonKind>> = {
  QUICK_REPLY: 'quick_reply',
  URL: 'url',
  COPY_CODE: 'copy_code',
  OTP: 'url',
  FLOW: 'flow',
  CATALOG: 'catalog',
}

function checkButtons(known: readonly Part[], sent: readonly Extract<SentComponent, { type: 'button' }>[]): void {
  for (const one of sent) {
    const button = known[Number(one.index)]
    const kind = button && kinds[kindOf(button)]
    if (!button || kind !== one.sub_type)
      throw new GraphError(132012, `button: Format mismatch at index ${one.index}, expected ${kind ?? 'none'}, received ${one.sub_type}`)
    if (kind === 'url' && kindOf(button) === 'URL' && !isOpen(button))
      throw new GraphError(132000, `button: the address at index ${one.index} takes no parameter`)
  }
  known.forEach((button, index) => {
    const needsValue = kindOf(button) === 'COPY_CODE' || kindOf(button) === 'OTP' || (kindOf(button) === 'URL' && isOpen(button))
    if (needsValue && !sent.some((one) => Number(one.index) === index))
      throw new GraphError(131008, `buttons: Button at index ${index} of type ${kindOf(button)} requires a parameter`)
  })
}

/** Its address ends in a placeholder. */
function isOpen(button: Part): boolean {
  return placeholders(String(button.url ?? '')).length > 0
}

function kindOf(part: Part): string {
  return String(part.type ?? '').toUpperCase()
}

function textOf(part: Part | undefined): string {
  return typeof part?.text === 'string' ? part.text : ''
}

export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))]
}
