import { randomBytes } from 'node:crypto'
import type { Answer } from '../http-server.ts'

/**
 * Error codes of the Graph API as far as messaging meets them, with HTTP status and words
 * (developers.facebook.com/docs/graph-api/guides/error-handling, …/messenger-platform/error-codes, …/overview/rate-limiting).
 */
const codes = {
  1: [500, 'An unknown error occurred'],
  2: [503, 'Service temporarily unavailable'],
  4: [400, 'Application request limit reached'],
  10: [403, 'Application does not have permission for this action'],
  100: [400, 'Invalid parameter'],
  101: [400, 'Error validating application'],
  190: [400, 'Invalid OAuth access token'],
  191: [400, 'URL blocked'],
  200: [403, 'Permissions error'],
  230: [403, 'User consent is required to access user profile'],
  368: [400, 'The action is deemed abusive or otherwise disallowed'],
  551: [400, "This person isn't available right now"],
  613: [400, 'Calls to this api have exceeded the rate limit'],
  2200: [400, 'Callback verification failed'],
  80002: [400, 'There have been too many calls to this Instagram account'],
  80006: [400, 'There have been too many calls to this Messenger account'],
  10900: [400, 'Activity already replied to'],
  10901: [400, 'Invalid post_id: the activity is too old to be replied to'],
  1545041: [400, 'Message not sent: the window is closed'],
} as const satisfies Record<number, readonly [number, string]>

export type MetaCode = keyof typeof codes

/** What is wrong with a message, told under code 10, 100 or 551 (…/messenger-platform/error-codes; Instagram's are second-hand). */
export const subcodes = {
  unknownObject: 33,
  unknownPerson: { messenger: 2018001, instagram: 2534014 },
  closedWindow: { messenger: 2018278, instagram: 2534022 },
  unavailable: 1545041,
  notFetched: 2018008,
  notUploaded: 2018047,
  otherAppInControl: 2018300,
  getStartedMissing: 2018145,
  codeExpired: 36007,
  redirectDiffers: 36008,
  codeUsed: 36009,
} as const

/** A refusal in the Graph API's own terms. */
export class MetaError extends Error {
  readonly code: MetaCode
  readonly subcode: number | undefined
  readonly headers: Record<string, string>
  constructor(code: MetaCode, words?: string, subcode?: number, headers: Record<string, string> = {}) {
    super(words ?? codes[code][1])
    this.code = code
    this.subcode = subcode
    this.headers = headers
  }
}

/** What `api.instagram.com` answers instead: its login has an error shape of its own. */
export class InstagramLoginError extends Error {}

export function refuseMeta(error: unknown): Answer {
  if (error instanceof InstagramLoginError) {
    const json = { error_type: 'OAuthException', code: 400, error_message: error.message }
    return { status: 400, json, error: error.message }
  }
  if (!(error instanceof MetaError)) {
    const text = error instanceof Error ? error.message : String(error)
    return { status: 500, json: envelope(1, codes[1][1]), error: text }
  }
  const { code, message, subcode, headers } = error
  // Tokens and unknown objects are told without the code in front.
  const words = code === 190 || code === 101 || subcode === subcodes.unknownObject ? message : `(#${code}) ${message}`
  return { status: codes[code][0], json: envelope(code, words, subcode), headers, error: `${code}: ${message}` }
}

/** The envelope for a fault: its own code if given, else the one that belongs to its status. */
export function faultEnvelope(status: number, code: number | string | undefined): unknown {
  const byStatus: Record<number, MetaCode> = { 401: 190, 403: 10, 429: 613, 500: 1, 503: 2 }
  const numeric = typeof code === 'number' ? code : (byStatus[status] ?? (status < 500 ? 100 : 2))
  const known = codes[numeric as MetaCode] as readonly [number, string] | undefined
  return envelope(numeric, `(#${numeric}) ${known?.[1] ?? 'Error'}`)
}

function envelope(code: number, message: string, subcode?: number): unknown {
  return {
    error: {
      message,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(code === 2 ? { is_transient: true } : {}),
      fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
    },
  }
}
