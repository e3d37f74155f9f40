import { randomBytes } from 'node:crypto'
import type { Answer } from '../http-server.ts'

/**
 * Error codes of the WhatsApp Cloud API with their HTTP status and title
 * (developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
 */
const codes = {
  0: [401, 'AuthException'],
  1: [400, 'An unknown error occurred'],
  2: [503, 'Service temporarily unavailable'],
  4: [400, 'Application request limit reached'],
  10: [403, 'Application does not have permission for this action'],
  33: [400, 'Parameter value is not valid'],
  100: [400, 'Invalid parameter'],
  190: [401, 'Access token has expired'],
  368: [403, 'Temporarily blocked for policies violations'],
  2200: [400, 'Callback verification failed'],
  80007: [400, 'Rate limit issues'],
  130429: [400, 'Rate limit hit'],
  131000: [500, 'Something went wrong'],
  131008: [400, 'Required parameter is missing'],
  131009: [400, 'Parameter value is not valid'],
  131016: [500, 'Service unavailable'],
  131021: [400, 'Recipient cannot be sender'],
  131026: [400, 'Message undeliverable'],
  131047: [400, 'Re-engagement message'],
  131049: [400, 'This message was not delivered to maintain healthy ecosystem engagement'],
  131050: [400, 'User has stopped marketing messages'],
  131051: [400, 'Unsupported message type'],
  131052: [400, 'Media download error'],
  131053: [400, 'Media upload error'],
  131056: [400, '(Business Account, Consumer Account) pair rate limit hit'],
  131062: [400, 'BSUID recipients are not supported for this message'],
  132000: [400, 'Template param count mismatch'],
  132001: [404, 'Template name does not exist in the translation'],
  132012: [400, 'Template parameter format mismatch'],
  132015: [400, 'Template is paused'],
  132016: [400, 'Template is disabled'],
  133005: [400, 'Two-step verification PIN mismatch'],
  133010: [400, 'Phone number not registered'],
  137000: [400, 'Recipient identity key hash mismatch'],
  2388019: [400, 'Message template limit exceeded'],
  2388040: [400, 'Character limit exceeded'],
  2388047: [400, 'Message header format is incorrect'],
  2388072: [400, 'Message body format is incorrect'],
  2388073: [400, 'Message footer format is incorrect'],
  2388293: [400, 'Parameters words ratio exceeds limit'],
  2388299: [400, 'Leading or trailing parameters are not allowed'],
} as const satisfies Record<number, readonly [number, string]>

export type GraphCode = keyof typeof codes

/** A refusal in the Graph API's own terms. */
export class GraphError extends Error {
  readonly code: GraphCode
  readonly details: string
  readonly subcode: number | undefined
  /** For the person at the screen: `error_user_msg`. */
  readonly userMessage: string | undefined
  constructor(code: GraphCode, details: string, subcode?: number, userMessage?: string) {
    super(`(#${code}) ${codes[code][1]}`)
    this.code = code
    this.details = details
    this.subcode = subcode
    this.userMessage = userMessage
  }
}

/** The error as it appears inside a webhook's `errors`. */
export function webhookError(code: GraphCode, details: string): Record<string, unknown> {
  const title = codes[code][1]
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes',
  }
}

export function refuseGraph(error: unknown): Answer {
  if (!(error instanceof GraphError)) {
    const text = error instanceof Error ? error.message : String(error)
    return { status: 500, json: envelope(131000, `(#131000) ${codes[131000][1]}`, text), error: text }
  }
  const [status] = codes[error.code]
  const message = error.code === 190 ? error.details : error.message
  return {
    status,
    json: envelope(error.code, message, error.details, error.subcode, error.userMessage),
    error: `${error.code}: ${error.details}`,
  }
}

/** The envelope for a fault: its own code if given, else the one that belongs to its status. */
export function faultEnvelope(status: number, code: number | string | undefined): unknown {
  const byStatus: Record<number, GraphCode> = { 401: 190, 403: 10, 404: 100, 429: 130429, 500: 131000, 503: 2 }
  const numeric = typeof code === 'number' ? code : (byStatus[status] ?? (status < 500 ? 100 : 131016))
  const known = codes[numeric as GraphCode] as readonly [number, string] | undefined
  return envelope(numeric, `(#${numeric}) ${known?.[1] ?? 'Error'}`, 'A fault that was asked for')
}

function envelope(code: number, message: string, details: string, subcode?: number, userMessage?: string): unknown {
  return {
    error: {
      message,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(userMessage === undefined ? {} : { error_user_title: 'Message template', error_user_msg: userMessage }),
      ...(code === 190 ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
      fbtrace_id: randomBytes(12).toString('base64url'),
    },
  }
}
