import type { InboundEvent } from '../adapter.ts'
import { asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'
import { explainCode } from './explain.ts'

type AccountEvent = Extract<InboundEvent, { kind: 'account' }>
type Found = Pick<AccountEvent, 'name' | 'status' | 'reason'>

/** Fields about the account as a whole: they belong to every number of it. */
const accountFields = new Set([
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'template_category_update',
])

export function isAccountField(field: string): boolean {
  return accountFields.has(field)
}

const ended = new Set(['PARTNER_REMOVED', 'PARTNER_APP_UNINSTALLED', 'ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED'])

/** What a management field says of the connection (…/whatsapp/webhooks/reference/account_update and others). */
export function readAccountChange(field: string, value: JsonObject): Found {
  const event = asText(value.event, 100)?.toUpperCase() ?? null
  const name = event === null ? field : `${field}:${event}`
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

/** `value.errors`: trouble with the account or app rather than with one message. */
export function readAccountErrors(errors: unknown): Found {
  const code = asNumber(asObject(asList(errors)[0])?.code)
  const meaning = explainCode(code)
  const name = `errors:${code ?? 'unknown'}`
  return meaning.code === 'unauthorized' ? { name, status: 'error', reason: meaning.title } : { name }
}
