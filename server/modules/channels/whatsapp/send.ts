import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import { asId, asList, asObject, type JsonObject } from '../json-value.ts'
import { callGraph, type GraphOptions } from '../meta/index.ts'
import { multipartStream } from '../multipart-stream.ts'
import type { FileSource, ProviderCall, Receipt } from '../outbound-message.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

export interface SendOptions extends GraphOptions {
  /** For files: larger and slower than everything else. */
  fetchMedia: typeof fetch
  now: () => number
}

type WhatsAppConnection = Connection<WhatsAppSettings, WhatsAppCredentials>

/** Uploads the call's files, then sends. An upload without its send is harmless: Meta forgets it after 30 days. */
export async function sendWhatsApp(
  options: SendOptions,
  call: ProviderCall,
  connection: WhatsAppConnection,
  files: FileSource,
  signal?: AbortSignal,
): Promise<Receipt> {
  let body: JsonObject = call.body
  for (const file of call.files ?? []) {
    const id = await upload(options, file, connection, files, signal)
    body = withId(body, file.field.split('.'), id) as JsonObject
  }
  const answer = await callGraph(options, {
    method: call.method,
    path: call.path,
    json: body,
    accessToken: connection.credentials.accessToken,
    signal,
  })
  const externalId = asId(asObject(asList(answer.messages)[0])?.id)
  if (externalId === null) throw noReceipt()
  const contact = asObject(asList(answer.contacts)[0])
  const recipientIds = [asId(contact?.wa_id), asId(contact?.user_id)].filter((id) => id !== null)
  return { externalId, recipientIds, at: options.now() }
}

/** The body with the uploaded file's id at its place: `image`, `interactive.header.image`, `template.components.0…`. */
function withId(body: unknown, [key, ...path]: string[], id: string): unknown {
  if (key === undefined) return { ...asObject(body), id }
  if (Array.isArray(body)) return body.map((item, index) => (String(index) === key ? withId(item, path, id) : item))
  const object = asObject(body) ?? {}
  return { ...object, [key]: withId(object[key], path, id) }
}

async function upload(
  options: SendOptions,
  file: NonNullable<ProviderCall['files']>[number],
  connection: WhatsAppConnection,
  files: FileSource,
  signal?: AbortSignal,
): Promise<string> {
  const source = await files.open(file.fileId)
  const form = multipartStream(
    { messaging_product: 'whatsapp', type: file.mimeType },
    { field: 'file', name: file.name, mimeType: file.mimeType, size: source.size, stream: source.stream },
  )
  const { accessToken } = connection.credentials
  const path = `/${connection.settings.phoneNumberId}/media`
  const answer = await callGraph({ ...options, fetch: options.fetchMedia }, { method: 'POST', path, init: form, accessToken, signal })
  const id = asId(answer.id)
  if (id === null) throw noReceipt()
  return id
}

/** An answer that promises nothing is no "sent". */
function noReceipt(): ProviderError {
  return new ProviderError({
    provider: 'whatsapp',
    code: 'provider',
    retryable: true,
    uncertain: true,
    message: 'WhatsApp answered without the id of the message.',
  })
}

/** Marks the customer's message (and those before it) as read; with `typing`, shows for up to 25 s that an answer is being written. */
export async function markWhatsAppRead(
  options: GraphOptions,
  messageId: string,
  connection: WhatsAppConnection,
  typing: boolean,
): Promise<void> {
  await callGraph(options, {
    method: 'POST',
    path: `/${connection.settings.phoneNumberId}/messages`,
    accessToken: connection.credentials.accessToken,
    json: {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: messageId,
      ...(typing ? { typing_indicator: { type: 'text' } } : {}),
    },
  })
}
