import type { Interactive } from '../../../../contract/messages.ts'
import type { InboundContent } from '../inbound-event.ts'
import { asNumber, asObject, asText, type JsonObject } from '../json-value.ts'

/** What was tapped, filled in or allowed (…/whatsapp/webhooks/reference/messages/interactive); null for a kind that we do not know. */
export function readInteractive(payload: JsonObject | null): InboundContent | null {
  const reply = asObject(payload?.button_reply) ?? asObject(payload?.list_reply)
  if (reply) {
    const title = asText(reply.title, 1000) ?? ''
    return tapped({ id: asText(reply.id, 1000) ?? title, title, description: asText(reply.description, 1000) })
  }
  const form = asObject(payload?.nfm_reply)
  if (form) return readForm(form)
  const call = asObject(payload?.call_permission_reply)
  return call ? readCallPermission(call) : null
}

/** A form that was filled in: a flow, whose body is always the word "Sent", or an address, whose body is the address in lines. */
function readForm(form: JsonObject): InboundContent {
  const response = readFormResponse(form.response_json)
  const isAddress = form.name === 'address_message'
  const name = isAddress ? 'address' : form.name === 'flow' ? null : asText(form.name, 200)
  const values = isAddress ? asObject(response.values) : null
  const interactive: Interactive = { kind: 'flow', name, response: values ?? response }
  return { type: 'interactive', text: form.name === 'flow' ? null : asText(form.body), interactive }
}

function readCallPermission(call: JsonObject): InboundContent {
  const seconds = asNumber(call.expiration_timestamp)
  const interactive: Interactive = {
    kind: 'call-permission',
    granted: call.response === 'accept',
    permanent: call.is_permanent === true,
    expiresAt: seconds !== null && seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : null,
  }
  return { type: 'interactive', text: null, interactive }
}

export function tapped(reply: { id: string; title: string; description?: string | null }): InboundContent {
  return { type: 'interactive', text: reply.title || null, interactive: { kind: 'reply', ...reply } }
}

/** JSON inside JSON. What cannot be read is kept as it is, so that nothing that the person filled in is lost. */
function readFormResponse(json: unknown): Record<string, unknown> {
  const text = asText(json)
  if (text === null) return {}
  try {
    const parsed = asObject(JSON.parse(text))
    return parsed ? cleanFields(parsed, 1) : { value: text }
  } catch {
    return { value: text }
  }
}

/** Answers of a form are a few layers deep at most (an address, several choices); what lies deeper is kept as text. */
const deepestAnswer = 4

/** Names and texts come from outside, a second layer of escapes deep. */
function cleanFields(fields: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(fields).filter(([name]) => name !== '__proto__')
  return Object.fromEntries(entries.map(([name, value]) => [safe(name), cleanAnswer(value, depth)]))
}

function cleanAnswer(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return safe(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepestAnswer) return safe(JSON.stringify(value))
  return Array.isArray(value) ? value.map((item) => cleanAnswer(item, depth + 1)) : cleanFields(asObject(value) ?? {}, depth + 1)
}

function safe(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}
