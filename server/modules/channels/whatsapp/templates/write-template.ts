import {
  type ParameterFormat,
  type TemplateButton,
  type TemplateCode,
  type TemplateContent,
  variablesOf,
} from '../../../../../contract/templates.ts'
import type { JsonObject } from '../../json-value.ts'

/** The parts of a template as Meta takes them (…/whatsapp/templates/components). */
export function writeComponents(content: TemplateContent, format: ParameterFormat): JsonObject[] {
  const { header, body, footer, buttons, code } = content
  if (code) return writeCode(code)
  return [
    ...(header ? [writeHeader(header, format)] : []),
    ...(body ? [{ type: 'BODY', text: body.text, ...bodyExample(body, format) }] : []),
    ...(footer ? [{ type: 'FOOTER', text: footer }] : []),
    ...(buttons.length > 0 ? [{ type: 'BUTTONS', buttons: buttons.map(writeButton) }] : []),
  ]
}

/** Text, footer and button of a template for one-time codes are Meta's own (…/authentication-templates/copy-code-button-authentication-templates). */
function writeCode({ securityAdvice, expiresInMinutes, buttonTitle }: TemplateCode): JsonObject[] {
  const button = { type: 'OTP', otp_type: 'COPY_CODE', ...(buttonTitle ? { text: buttonTitle } : {}) }
  return [
    { type: 'BODY', add_security_recommendation: securityAdvice },
    ...(expiresInMinutes === null ? [] : [{ type: 'FOOTER', code_expiration_minutes: expiresInMinutes }]),
    { type: 'BUTTONS', buttons: [button] },
  ]
}

function writeHeader(header: NonNullable<TemplateContent['header']>, format: ParameterFormat): JsonObject {
  if (header.format !== 'text') {
    const handle = header.format === 'location' ? null : header.exampleHandle
    return { type: 'HEADER', format: header.format.toUpperCase(), ...(handle ? { example: { header_handle: [handle] } } : {}) }
  }
  const names = variablesOf(header.text)
  const named = names.map((name) => ({ param_name: name, example: header.examples[name] ?? '' }))
  const example = format === 'named' ? { header_text_named_params: named } : { header_text: named.map((one) => one.example) }
  return { type: 'HEADER', format: 'TEXT', text: header.text, ...(names.length > 0 ? { example } : {}) }
}

function bodyExample({ text, examples }: NonNullable<TemplateContent['body']>, format: ParameterFormat): JsonObject {
  const names = variablesOf(text)
  if (names.length === 0) return {}
  if (format === 'named') {
    return { example: { body_text_named_params: names.map((name) => ({ param_name: name, example: examples[name] ?? '' })) } }
  }
  const inOrder = names.toSorted((one, other) => Number(one) - Number(other))
  return { example: { body_text: [inOrder.map((name) => examples[name] ?? '')] } }
}

function writeButton(button: TemplateButton): JsonObject {
  switch (button.kind) {
    case 'quick-reply':
      return { type: 'QUICK_REPLY', text: button.title }
    case 'link':
      return { type: 'URL', text: button.title, url: button.url, ...(button.example ? { example: [button.example] } : {}) }
    case 'phone':
      return { type: 'PHONE_NUMBER', text: button.title, phone_number: button.phone.replace(/[^\d+]/g, '') }
    case 'copy-code':
      return { type: 'COPY_CODE', example: button.example }
    case 'one-time-code':
      return { type: 'OTP', otp_type: 'COPY_CODE', text: button.title }
    case 'other':
      return { type: button.type.toUpperCase(), text: button.title }
  }
}
