import {
  type ParameterFormat,
  type RejectionCode,
  type TemplateBody,
  type TemplateButton,
  type TemplateCategory,
  type TemplateCode,
  type TemplateHeader,
  type TemplateQuality,
  type TemplateStatus,
  variablesOf,
} from '../../../../../contract/templates.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../../json-value.ts'
import type { ProviderTemplate } from '../../template-management.ts'

const statuses: Readonly<Record<string, TemplateStatus>> = {
  APPROVED: 'approved',
  // Approved, and may be paused if customers go on to complain.
  FLAGGED: 'approved',
  REINSTATED: 'approved',
  PENDING: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
  LOCKED: 'disabled',
  IN_APPEAL: 'in-appeal',
  ARCHIVED: 'archived',
}
const gone = new Set(['DELETED', 'PENDING_DELETION'])

const categories: Readonly<Record<string, TemplateCategory>> = {
  MARKETING: 'marketing',
  UTILITY: 'utility',
  AUTHENTICATION: 'authentication',
}
const qualities: Readonly<Record<string, TemplateQuality>> = { GREEN: 'high', YELLOW: 'medium', RED: 'low' }
const rejections: Readonly<Record<string, RejectionCode>> = {
  ABUSIVE_CONTENT: 'abusive-content',
  CATEGORY_NOT_AVAILABLE: 'category-unavailable',
  INCORRECT_CATEGORY: 'incorrect-category',
  INVALID_FORMAT: 'invalid-format',
  PROMOTIONAL: 'promotional',
  SCAM: 'scam',
  TAG_CONTENT_MISMATCH: 'tag-mismatch',
}

/** One template of Meta's list (…/whatsapp/templates/template-management); null for one that is deleted or cannot be told apart from others. */
export function readTemplate(value: unknown): ProviderTemplate | null {
  const node = asObject(value)
  const externalId = asId(node?.id)
  const name = asText(node?.name, 512)
  const language = asText(node?.language, 20)
  const status = upper(node?.status)
  if (!node || externalId === null || name === null || language === null || gone.has(status)) return null
  const parts = asList(node.components).map(asObject)
  const part = (type: string) => parts.find((one) => upper(one?.type) === type) ?? null
  const body = readBody(part('BODY'))
  const header = readHeader(part('HEADER'))
  return {
    externalId,
    name,
    language,
    category: readCategory(node.category),
    status: readStatus(node.status),
    quality: qualities[upper(asObject(node.quality_score)?.score)] ?? null,
    rejection: rejections[upper(node.rejected_reason)] ?? null,
    parameterFormat: readFormat(node, [body?.text ?? '', header?.format === 'text' ? header.text : '']),
    header,
    body,
    footer: asText(part('FOOTER')?.text, 200),
    buttons: asList(part('BUTTONS')?.buttons).flatMap(readButton),
    ...readCode(node, part),
  }
}

/** Those that can be made here: older ones have words of their own, and some hand the code to an app instead of copying it. */
function readCode(node: JsonObject, part: (type: string) => JsonObject | null): { code?: TemplateCode } {
  const button = asList(part('BUTTONS')?.buttons).map(asObject).find(isCodeButton)
  if (!button || !isCopied(button) || readCategory(node.category) !== 'authentication') return {}
  return {
    code: {
      securityAdvice: part('BODY')?.add_security_recommendation === true,
      expiresInMinutes: asNumber(part('FOOTER')?.code_expiration_minutes),
      buttonTitle: asText(button.text, 200),
    },
  }
}

/** It is submitted as OTP and listed as an address of WhatsApp's own, which ends in the code. */
function isCodeButton(button: JsonObject | null): boolean {
  if (!button) return false
  const url = asText(button.url, 4000) ?? ''
  return upper(button.type) === 'OTP' || (upper(button.type) === 'URL' && /^https:\/\/www\.whatsapp\.com\/otp\//.test(url))
}

export function readStatus(value: unknown): TemplateStatus {
  return statuses[upper(value)] ?? 'unknown'
}

export function readCategory(value: unknown): TemplateCategory | null {
  return categories[upper(value)] ?? null
}

/** Older templates do not say which kind of variables they have. */
function readFormat(node: JsonObject, texts: readonly string[]): ParameterFormat {
  const told = upper(node.parameter_format)
  if (told === 'NAMED') return 'named'
  return told !== 'POSITIONAL' && texts.flatMap(variablesOf).some((name) => !/^\d+$/.test(name)) ? 'named' : 'positional'
}

function isCopied({ otp_type: type, url }: JsonObject): boolean {
  return upper(type) === 'COPY_CODE' || /[?&]otp_type=COPY_CODE\b/i.test(asText(url, 4000) ?? '')
}

function readHeader(part: JsonObject | null): TemplateHeader | null {
  const format = upper(part?.format)
  if (part === null) return null
  if (format === 'TEXT') {
    const text = asText(part.text, 1000) ?? ''
    const example = asObject(part.example)
    return { format: 'text', text, examples: readExamples(text, asList(example?.header_text), example?.header_text_named_params) }
  }
  const formats = { IMAGE: 'image', VIDEO: 'video', DOCUMENT: 'document', LOCATION: 'location' } as const
  return format in formats ? { format: formats[format as keyof typeof formats] } : null
}

function readBody(part: JsonObject | null): TemplateBody | null {
  const text = asText(part?.text, 10_000)
  if (part === null || text === null) return null
  const example = asObject(part.example)
  return { text, examples: readExamples(text, asList(asList(example?.body_text)[0]), example?.body_text_named_params) }
}

function readExamples(text: string, positional: readonly unknown[], named: unknown): Record<string, string> {
  const pairs = asList(named).map((one) => [asText(asObject(one)?.param_name, 100), asText(asObject(one)?.example, 1024)] as const)
  const numbered = positional.map((one, index) => [String(index + 1), asText(one, 1024)] as const)
  const known = new Set(variablesOf(text))
  const examples = [...pairs, ...numbered].filter((pair): pair is readonly [string, string] => pair[0] !== null && pair[1] !== null)
  return Object.fromEntries(examples.filter(([name]) => known.has(name)))
}

function readButton(value: unknown): TemplateButton[] {
  const button = asObject(value)
  if (!button) return []
  const title = asText(button.text, 200) ?? ''
  const type = upper(button.type)
  if (isCodeButton(button)) return [{ kind: 'one-time-code', title }]
  switch (type) {
    case 'QUICK_REPLY':
      return [{ kind: 'quick-reply', title }]
    case 'URL':
      return [{ kind: 'link', title, url: asText(button.url, 4000) ?? '', example: asText(asList(button.example)[0], 4000) }]
    case 'PHONE_NUMBER':
      return [{ kind: 'phone', title, phone: asText(button.phone_number, 40) ?? '' }]
    case 'COPY_CODE': {
      const example = Array.isArray(button.example) ? button.example[0] : button.example
      return [{ kind: 'copy-code', title: title || null, example: asText(example, 100) ?? '' }]
    }
    default:
      return [{ kind: 'other', title, type: type.toLowerCase() }]
  }
}

/** Requests are documented in small letters, answers come in capitals; samples mix the two. */
function upper(value: unknown): string {
  return (asText(value, 100) ?? '').toUpperCase()
}
