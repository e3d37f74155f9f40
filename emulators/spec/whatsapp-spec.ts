import type { LedgerEntry } from '../ledger.ts'
import type { SpecReport } from './load-spec.ts'
import { type OpenApi, openApi } from './open-api.ts'

type Schema = Record<string, unknown>

/** Meta's own document of v23.0 with its known faults mended. */
export function whatsAppSpec(): Promise<OpenApi> {
  return openApi('facebook-business-messaging_v23.0.yaml', correct)
}

/** Checks the calls that Meta's document knows: messages and "read". Uploads are multipart, which it does not describe. */
export async function validateWhatsAppRequests(entries: LedgerEntry[]): Promise<SpecReport> {
  const spec = await whatsAppSpec()
  const sends = entries.filter((one) => one.method === 'POST' && one.path.endsWith('/messages') && one.status === 200)
  const report: SpecReport = { requests: sends.length, operations: [], violations: [] }
  const operations = new Set<string>()
  for (const { body, seq } of sends) {
    const reads = typeof body === 'object' && body !== null && 'status' in body
    const operation = reads ? 'mark read' : `send ${String((body as { type?: unknown }).type)}`
    operations.add(operation)
    const pointer = reads ? '/components/schemas/MarkMessageRequestPayload' : '/components/schemas/Message'
    for (const problem of spec.check(pointer, body)) report.violations.push({ operation, seq, ...problem })
  }
  report.operations = [...operations].toSorted()
  return report
}

/** The `value` of a `messages` change against the document's three shapes. */
export async function checkWhatsAppWebhookValue(value: Record<string, unknown>): Promise<{ where: string; message: string }[]> {
  const spec = await whatsAppSpec()
  const name =
    'statuses' in value ? 'StatusMessageValue' : 'contacts' in value ? 'IncomingMessageValueGeneral' : 'IncomingMessageValueSystem'
  return spec.check(`/components/schemas/${name}`, value)
}

function correct(document: Record<string, unknown>): void {
  const { schemas } = document.components as { schemas: Record<string, Schema> }
  // Message types are `allOf [common, own]` where `own` forbids every further property, the common ones included: as
  // written nothing could fit. The prohibition is meant for the whole.
  for (const [name, schema] of Object.entries(schemas)) {
    const parts = schema.allOf as Schema[] | undefined
    if (!name.endsWith('Message') || !parts?.some((part) => part.additionalProperties === false)) continue
    for (const part of parts) delete part.additionalProperties
    schema.unevaluatedProperties = false
  }
  // Coordinates are typed as strings while the document's own examples, and the API, have numbers.
  const location = partsOf(schemas, 'LocationMessage', 'allOf')[1] as { properties: { location: { properties: Record<string, Schema> } } }
  for (const name of ['latitude', 'longitude']) location.properties.location.properties[name] = { type: 'number' }
  // Newer than the document: recipients by business-scoped user id, and callback data.
  const common = schemas.BaseMessageProperties as { properties: Schema; required: string[] }
  Object.assign(common.properties, { recipient: { type: 'string' }, biz_opaque_callback_data: { type: 'string' } })
  common.required = common.required.filter((one) => one !== 'to')
  correctInteractive(schemas)
  correctTemplate(schemas)
  correctIncoming(schemas)
}

/** Newer than the document: link buttons, and questions for the place and the number. A catalogue needs no picture, and a list's text may be longer. */
function correctInteractive(schemas: Record<string, Schema>): void {
  const { properties } = schemas.InteractiveObject as { properties: { type: { enum: string[] } } }
  properties.type.enum.push('cta_url', 'location_request_message', 'request_contact_info')
  const actions = partsOf(schemas, 'ActionObject', 'oneOf') as { required: string[]; properties: { name?: { enum: string[] } } }[]
  const named = (name: string, ...required: string[]) => ({ required: ['name', ...required], properties: { name: { enum: [name] } } })
  actions.push(named('cta_url', 'parameters'), named('send_location'), named('request_contact_info'))
  const catalog = actions.find((one) => one.properties.name?.enum.includes('catalog_message'))
  if (catalog) catalog.required = ['name']
  Object.assign((schemas.BodyObject as { properties: { text: Schema } }).properties.text, { maxLength: 4096 })
}

/** The pattern for a button's place is a footnote that got into the text; kinds of buttons and of headers have been added since. */
function correctTemplate(schemas: Record<string, Schema>): void {
  const component = (schemas.TemplateComponent as { properties: Record<string, Schema> }).properties
  const button = (partsOf(schemas, 'ButtonComponent', 'allOf')[1] as { properties: Record<string, Schema> }).properties
  for (const { index, sub_type } of [component, button]) {
    Object.assign(index ?? {}, { pattern: '^[0-9]$' })
    Object.assign(sub_type ?? {}, { enum: ['quick_reply', 'url', 'catalog', 'copy_code', 'flow'] })
  }
}

function partsOf(schemas: Record<string, Schema>, name: string, keyword: 'allOf' | 'oneOf'): Schema[] {
  const parts = schemas[name]?.[keyword]
  if (!Array.isArray(parts)) throw new Error(`the document has changed: ${name} has no ${keyword}`)
  return parts as Schema[]
}

/**
 * The document was merged from two in which types had the same names; what is received got suffixes (`TextMessage_2`), but
 * references to it kept pointing at what is sent.
 */
function correctIncoming(schemas: Record<string, Schema>): void {
  const reference = (name: string) => `#/components/schemas/${name}`
  const renamed = [
    'TextMessage_2',
    'ReactionMessage_1',
    'AudioMessage_1',
    'DocumentMessage_1',
    'ImageMessage_1',
    'StickerMessage_1',
    'VideoMessage_1',
    'LocationMessage_1',
  ]
  const received = [
    ...renamed,
    'ContactSharingMessage',
    'UnsupportedMessage',
    'ButtonMessage',
    'InteractiveMessageReply',
    'OrderMessage',
    'SystemMessage',
  ]
  for (const name of received) {
    const [base] = partsOf(schemas, name, 'allOf')
    if (base) base.$ref = reference('BaseMessageProperties_1')
  }
  for (const one of partsOf(schemas, 'IncomingMessage', 'oneOf')) {
    const name = String(one.$ref).split('/').at(-1) ?? ''
    const meant = renamed.find((other) => other.startsWith(`${name}_`))
    if (meant) one.$ref = reference(meant)
  }
  // A context without a product is the usual case (replies).
  Object.assign(schemas.ContextObject ?? {}, { required: [] })
}
