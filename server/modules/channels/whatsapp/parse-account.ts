import type { InboundEvent } from '../adapter.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'
import { explainCode } from './explain.ts'

type AccountEvent = Extract<InboundEvent, { kind: 'account' }>
type Found = Pick<AccountEvent, 'name' | 'status' | 'reason' | 'template'>

/** Fields about the account as a whole: they belong to every number of it. */
const accountFields = new Set([
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
])

export function isAccountField(field: string): boolean {
  return accountFields.has(field) || isTemplateField(field)
}

/** Fields about templates, those of later versions too: each is a reason to ask what has become of the template. */
function isTemplateField(field: string): boolean {
  return field.startsWith('message_template_') || field === 'template_category_update'
}

const ended = new Set(['PARTNER_REMOVED', 'PARTNER_APP_UNINSTALLED', 'ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED'])

/** What a management field says of the connection (…/whatsapp/webhooks/reference/account_update and others). */
export function readAccountChange(field: string, value: JsonObject): Found {
  const event = asText(value.event, 100)?.toUpperCase() ?? null
  const name = event === null ? field : `${field}:${event}`
  if (isTemplateField(field)) return { name, template: readTemplateNews(value) }
  if (field !== 'account_update' || event === null) return { name }
  if (ended.has(event)) return { name, status: 'disconnected', reason: 'The business took Parley’s access to this WhatsApp account back.' }
  if (event === 'ACCOUNT_RECONNECTED') return { name, status: 'connected' }
  if (event === 'DISABLED_UPDATE') {
    const state = asText(asObject(value.ban_info)?.waba_ban_state, 60)
    if (state === 'REINSTATE') return { name, status: 'connected' }
    return { name, status: 'error', reason: 'WhatsApp has disabled this account. See Account quality in the WhatsApp Manager.' }
  }
  return { name }
}

/** Ids beyond 2^53 do not survive JSON: then the event does not say which template it is about, and all are asked for. */
function readTemplateNews(value: JsonObject): NonNullable<AccountEvent['template']> {
  const { reason, recommendation } = asObject(value.rejection_info) ?? {}
  const words = [asText(reason, 1000), asText(recommendation, 1000)].filter((text) => text !== null)
  return { externalId: asId(value.message_template_id), rejectionDetail: words.length > 0 ? words.join(' ') : null }
}

/** `value.errors`: trouble with the account or app rather than with one message. */
export function readAccountErrors(errors: unknown): Found {
  const code = asNumber(asObject(asList(errors)[0])?.code)
  const meaning = explainCode(code)
  const name = `errors:${code ?? 'unknown'}`
  return meaning.code === 'unauthorized' ? { name, status: 'error', reason: meaning.title } : { name }
}
