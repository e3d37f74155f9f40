import { ProviderError } from '../../../../platform/errors.ts'
import { asId, asObject } from '../../json-value.ts'
import type { FileSource, ProviderCall, Receipt } from '../../outbound-message.ts'
import { callGraph, type GraphOptions } from '../graph.ts'
import { commentAddress, commentIn } from './comment-address.ts'

export interface MessagingOptions extends GraphOptions {
  /** For files: larger and slower than everything else. */
  fetchMedia: typeof fetch
  now: () => number
  title: string
}

/**
 * Sends one call. A file goes as an address that works for some minutes: the provider fetches it while the call waits. Where a template wants an id instead, it is
 * handed over first.
 */
export async function sendMessaging(
  options: MessagingOptions,
  call: ProviderCall,
  accessToken: string,
  files: FileSource,
  signal?: AbortSignal,
): Promise<Receipt> {
  // The time before the call: a watermark counts by Meta's clock, which stamps a message before we hear that it was taken.
  const at = options.now()
  let json: unknown = call.body
  for (const file of call.files ?? []) {
    const url = await files.link(file.fileId)
    const value = file.field.endsWith('.attachment_id') ? await handOver(options, call.path, { file, url }, accessToken, signal) : url
    json = withValue(json, file.field.split('.'), value)
  }
  const request = { method: call.method, path: call.path, json, accessToken, signal }
  const answer = await callGraph(options, request).catch((error: unknown) => {
    throw isTagRefused(call, error) ? tagRefused(options, error) : error
  })
  // What the account does besides writing has no id.
  if ('sender_action' in call.body) return { externalId: null, at }
  const externalId = asId(answer.message_id)
  if (externalId === null) {
    // An answer that promises nothing is no "sent".
    throw new ProviderError({
      provider: options.provider,
      code: 'provider',
      retryable: true,
      uncertain: true,
      message: `${options.title} answered without the id of the message.`,
    })
  }
  // Who wrote the comment that this answers: a comment is answered once.
  const commentId = asId(asObject(call.body.recipient)?.comment_id)
  const author = asId(answer.recipient_id)
  return { externalId, at, ...(commentId && author ? { answersTo: { from: commentAddress(commentId), to: author } } : {}) }
}

/** The tag for people is a feature that Meta grants an app; without it the refusal reads like that of a token which may do nothing any more. */
function isTagRefused({ body }: ProviderCall, error: unknown): error is ProviderError {
  if (body.tag === undefined || !(error instanceof ProviderError) || error.code !== 'unauthorized') return false
  const code = Number(error.providerCode)
  return code === 3 || code === 10 || (code >= 200 && code <= 299)
}

function tagRefused({ provider, title }: MessagingOptions, error: ProviderError): ProviderError {
  return new ProviderError({
    provider,
    code: 'outside-window',
    retryable: false,
    providerCode: error.providerCode,
    message: `The customer wrote more than a day ago. ${title} lets people answer that late only by apps that have its feature “Human Agent”.`,
    cause: error,
  })
}

type File = NonNullable<ProviderCall['files']>[number]

/** …/messenger-platform/reference/attachment-upload-api. @returns the id by which messages then name the file */
async function handOver(
  options: MessagingOptions,
  path: string,
  { file, url }: { file: File; url: string },
  accessToken: string,
  signal?: AbortSignal,
): Promise<string> {
  const type = file.mimeType.startsWith('video/') ? 'video' : 'image'
  const answer = await callGraph(options, {
    method: 'POST',
    path: path.replace(/\/messages$/, '/message_attachments'),
    json: { message: { attachment: { type, payload: { url, is_reusable: true } } } },
    accessToken,
    signal,
  })
  const id = asId(answer.attachment_id)
  if (id !== null) return id
  const message = `${options.title} answered without the id of the file.`
  throw new ProviderError({ provider: options.provider, code: 'provider', retryable: true, message })
}

/** The body with a value at its place: `message.attachment.payload.url`, `message.attachment.payload.elements.0.image_url`. */
function withValue(body: unknown, [key, ...path]: string[], value: string): unknown {
  if (key === undefined) return value
  if (Array.isArray(body)) return body.map((item, index) => (String(index) === key ? withValue(item, path, value) : item))
  const object = asObject(body) ?? {}
  return { ...object, [key]: withValue(object[key], path, value) }
}

/** `typing_on` is shown for some twenty seconds or until a message comes. */
export async function showSenderAction(
  options: GraphOptions,
  accountPath: string,
  accessToken: string,
  recipientId: string,
  action: 'typing_on' | 'mark_seen',
): Promise<void> {
  // Who has only commented sees nothing of it.
  if (commentIn(recipientId) !== null) return
  const json = { recipient: { id: recipientId }, sender_action: action }
  await callGraph(options, { method: 'POST', path: `${accountPath}/messages`, json, accessToken })
}
