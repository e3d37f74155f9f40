import { ProviderError } from '../../../../platform/errors.ts'
import { asId, asObject, asText } from '../../json-value.ts'
import { type AppIdentity, appOfChannel, callGraph, type GraphError, type GraphOptions, type Meaning } from '../../meta/index.ts'
import type { TemplateExample } from '../../template-management.ts'
import type { WhatsAppCredentials } from '../settings.ts'

export interface UploadOptions extends GraphOptions {
  /** For files: larger and slower than everything else. */
  fetchMedia: typeof fetch
  /** The installation's own Meta app. */
  app?: AppIdentity | undefined
}

/** As Meta names an upload: it goes into the address of the next call, and nothing else may. */
const sessionPattern = /^upload:[\w+/=-]{1,1000}(\?sig=[\w-]{1,1000})?$/

/**
 * The Resumable Upload API in its two steps: a session in the name of the app that the token is of, then the bytes, with the token in a header of its own kind
 * (…/graph-api/guides/upload). @returns the handle, which is `4::aW…` or the like
 */
export async function uploadExample(
  given: UploadOptions,
  credentials: Pick<WhatsAppCredentials, 'accessToken' | 'appSecret'>,
  { name, mimeType, bytes }: TemplateExample,
): Promise<string> {
  const options = { ...given, explain: (error: GraphError) => explainUpload(given.explain(error)) }
  const { accessToken } = credentials
  const appId = await appOf(options, credentials)
  const query = { file_name: name, file_length: String(bytes.length), file_type: mimeType }
  const session = await callGraph(options, { method: 'POST', path: `/${appId}/uploads`, query, accessToken })
  const id = asText(session.id, 2100) ?? ''
  if (!sessionPattern.test(id)) throw noAnswer('an upload session')
  const answer = await callGraph(
    { ...options, fetch: options.fetchMedia },
    {
      method: 'POST',
      path: `/${id}`,
      // The token here is none of the usual kind, and the offset is a header.
      accessToken: null,
      init: {
        headers: { authorization: `OAuth ${accessToken}`, file_offset: '0', 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      },
    },
  )
  const handle = asText(answer.h, 4000)
  if (handle === null) throw noAnswer('the handle of the file')
  return handle
}

/** The installation's app where its secret is the channel's; else Meta says whose the token is. */
async function appOf(options: UploadOptions, { accessToken, appSecret }: Pick<WhatsAppCredentials, 'accessToken' | 'appSecret'>) {
  const known = appOfChannel({ appSecret }, options.app).appId
  if (known !== null) return known
  const answer = await callGraph(options, { method: 'GET', path: '/debug_token', query: { input_token: accessToken }, accessToken })
  const appId = asId(asObject(answer.data)?.app_id)
  if (appId === null) throw noAnswer('the app of the access token')
  return appId
}

function explainUpload(meaning: Meaning): Meaning {
  return meaning.code === 'invalid' ? { ...meaning, title: 'WhatsApp does not take this file as an example.' } : meaning
}

function noAnswer(what: string): ProviderError {
  return new ProviderError({ provider: 'whatsapp', code: 'provider', retryable: true, message: `WhatsApp answered without ${what}.` })
}
