import { checkCode, checkTemplateParameters, placeholders } from './check-template-parameters.ts'
import type { Cloud, ProvisionedNumber } from './cloud.ts'
import { GraphError } from './graph-error.ts'
import type { SentMessage } from './message-schema.ts'

type SentTemplate = Extract<SentMessage, { type: 'template' }>['template']

/** The template exists in that language, is approved, and has as many body parameters as were given. */
export function checkTemplate(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): void {
  const known = findTemplate(cloud, number, sent)
  if (!known || ['PENDING', 'REJECTED', 'ARCHIVED'].includes(known.status)) {
    throw new GraphError(132001, `template name (${sent.name}) does not exist in ${sent.language.code}`)
  }
  if (known.status === 'PAUSED') throw new GraphError(132015, `template ${sent.name} is paused`)
  if (known.status === 'DISABLED') throw new GraphError(132016, `template ${sent.name} is disabled`)
  const expected = placeholders(known.body).length
  const given = bodyParameters(sent).length
  if (expected !== given) {
    throw new GraphError(132000, `body: number of localizable_params (${given}) does not match the expected number of params (${expected})`)
  }
  checkTemplateParameters(known.components ?? [{ type: 'BODY', text: known.body }], sent.components ?? [])
  if (known.category === 'authentication' && known.components) checkCode(sent.components ?? [])
}

export function templateCategory(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): string {
  return findTemplate(cloud, number, sent)?.category ?? 'utility'
}

/** The text that the customer reads. */
export function fillTemplate(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): string {
  const known = findTemplate(cloud, number, sent)
  const given = bodyParameters(sent)
  let text = known?.body ?? sent.name
  placeholders(text).forEach((name, index) => {
    const parameter = given.find((one) => one.type === 'text' && one.parameter_name === name) ?? given[index]
    text = text.replace(`{{${name}}}`, parameter?.type === 'text' ? parameter.text : '')
  })
  return text
}

export function findTemplate(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate) {
  const templates = cloud.accounts.get(number.businessAccountId)?.templates ?? []
  return templates.find((one) => one.name === sent.name && one.language === sent.language.code)
}

function bodyParameters(sent: SentTemplate) {
  return sent.components?.find((one) => one.type === 'body')?.parameters ?? []
}
