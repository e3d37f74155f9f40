import type { InboundEvent } from '../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'
import { explainCode } from './explain.ts'

type AccountEvent = Extract<InboundEvent, { kind: 'account' }>
type Found = Pick<AccountEvent, 'name' | 'status' | 'reason' | 'template' | 'concern' | 'look'>

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
  if (field === 'account_alerts') return { name, look: true, ...alertConcern(value) }
  if (looksWorthwhile.has(field)) return { name, look: true }
  if (field !== 'account_update' || event === null) return { name }
  if (ended.has(event)) return { name, status: 'disconnected', reason: 'The business took Parley’s access to this WhatsApp account back.' }
  if (event === 'ACCOUNT_RECONNECTED') return { name, status: 'connected' }
  if (event === 'DISABLED_UPDATE') {
    const state = asText(asObject(value.ban_info)?.waba_ban_state, 60)
    if (state === 'REINSTATE') return { name, status: 'connected' }
    return { name, status: 'error', reason: 'WhatsApp has disabled this account. See Account quality in the WhatsApp Manager.' }
  }
  if (event === 'ACCOUNT_VIOLATION') return { name, look: true, concern: violationConcern(value) }
  return { name }
}

/** What these say of a number or an account, Graph says when it is asked: quality, limit, name, review. */
const looksWorthwhile = new Set([
  'account_review_update',
  'business_capability_update',
  'phone_number_name_update',
  'phone_number_quality_update',
])

/** `violation_info.violation_type`, such as SCAM or ADULT: what comes of it is told later, if nothing is done. */
function violationConcern(value: JsonObject): NonNullable<Found['concern']> {
  const type = asText(asObject(value.violation_info)?.violation_type, 100)
  const what = type === null ? '' : ` (${type.toLowerCase().replaceAll('_', ' ')})`
  return {
    name: 'Policy',
    detail: `Meta sees a breach of its policies in this account${what}. See Account quality in the WhatsApp Manager.`,
  }
}

/** …/whatsapp/webhooks/reference/account_alerts: `alert_info` with a severity, of which INFORMATIONAL asks nothing of anybody. */
function alertConcern(value: JsonObject): Pick<Found, 'concern'> {
  const alert = asObject(value.alert_info) ?? value
  const severity = asText(alert.alert_severity, 40)?.toUpperCase()
  if (severity !== 'CRITICAL' && severity !== 'WARNING') return {}
  const words = asText(alert.alert_description, 500) ?? asText(alert.alert_type, 100) ?? 'See Account quality in the WhatsApp Manager.'
  return { concern: { name: 'Alert', detail: `Meta warns of this account: ${words}` } }
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
  if (meaning.breaksAccount) return { name, status: 'error', reason: meaning.title }
  return meaning.concern ? { name, concern: { name: meaning.concern, detail: meaning.title } } : { name }
}

/** That a message failed because of the account its owner hears beside the message. Once for each failed message. */
export function accountBroken(event: InboundEvent): InboundEvent[] {
  const code = event.kind === 'status' ? (event.error?.providerCode ?? null) : null
  if (code === null) return []
  const found = readAccountErrors([{ code }])
  if (!found.status && !found.concern) return []
  // The entry of the journal is the message's own.
  return [{ kind: 'account', eventId: `account:${event.eventId}`, at: event.at, raw: { because: event.eventId }, ...found }]
}

/** This comes only for a number that is used in the WhatsApp Business app too: Meta lets it send fewer messages a second. */
export const phoneField = 'smb_app_state_sync'
