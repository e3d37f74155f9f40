import type { SendError } from '../../../../contract/messages.ts'
import { explainFailure } from '../explain-failure.ts'
import type { Meaning } from '../meta/index.ts'

const meanings = {
  unauthorized: {
    code: 'unauthorized',
    retryable: false,
    title: 'WhatsApp does not accept the access token. Reconnect the channel with a new one.',
  },
  restricted: {
    code: 'unauthorized',
    retryable: false,
    title: 'WhatsApp has restricted this account. See Account quality in the WhatsApp Manager.',
  },
  registration: {
    code: 'unauthorized',
    retryable: false,
    title: 'The phone number is not registered for the Cloud API. Register it in the WhatsApp Manager.',
  },
  'rate-limited': { code: 'rate-limited', retryable: true, title: 'WhatsApp is slowing this number down; the message is tried again.' },
  'too-fast-for-one': {
    code: 'rate-limited',
    retryable: true,
    onlyRecipient: true,
    title: 'WhatsApp takes only so many messages a minute to one person; the message is tried again.',
  },
  complaints: {
    code: 'rate-limited',
    retryable: true,
    title:
      'Too many people have blocked or reported this number, so WhatsApp slows it down; the message is tried again. See the quality of the number in the WhatsApp Manager.',
  },
  temporary: { code: 'provider', retryable: true, title: 'WhatsApp has a temporary problem; the message is tried again.' },
  'outside-window': {
    code: 'outside-window',
    retryable: false,
    title: 'The customer wrote more than 24 hours ago. WhatsApp takes only templates now.',
  },
  'not-on-channel': {
    code: 'not-on-channel',
    retryable: false,
    title: 'WhatsApp could not deliver to this person: not on WhatsApp, an old version, or not allowed for a test number.',
  },
  'opted-out': {
    code: 'blocked',
    retryable: false,
    title: 'The person does not want marketing messages, or has had enough of them for now.',
  },
  media: { code: 'media', retryable: false, title: 'WhatsApp does not take this file: its type, size or encoding is not allowed.' },
  template: {
    code: 'invalid',
    retryable: false,
    title: 'WhatsApp does not accept this template: it is missing, paused, or its variables do not fit.',
  },
  invalid: { code: 'invalid', retryable: false, title: 'WhatsApp refuses this message as invalid.' },
  provider: { code: 'provider', retryable: false, title: 'WhatsApp could not send the message.' },
} as const satisfies Record<string, Meaning>

const codes: Readonly<Record<number, keyof typeof meanings>> = {
  0: 'unauthorized',
  3: 'unauthorized',
  10: 'unauthorized',
  102: 'unauthorized',
  190: 'unauthorized',
  131005: 'unauthorized',
  368: 'restricted',
  130497: 'restricted',
  131031: 'restricted',
  131042: 'restricted',
  133000: 'registration',
  133005: 'registration',
  133006: 'registration',
  133008: 'registration',
  133009: 'registration',
  133010: 'registration',
  131037: 'registration',
  131045: 'registration',
  4: 'rate-limited',
  17: 'rate-limited',
  32: 'rate-limited',
  341: 'rate-limited',
  613: 'rate-limited',
  80007: 'rate-limited',
  80008: 'rate-limited',
  130429: 'rate-limited',
  131048: 'complaints',
  131056: 'too-fast-for-one',
  133016: 'rate-limited',
  1: 'temporary',
  2: 'temporary',
  131000: 'temporary',
  131016: 'temporary',
  131057: 'temporary',
  133004: 'temporary',
  133015: 'temporary',
  2494100: 'temporary',
  131047: 'outside-window',
  131026: 'not-on-channel',
  131030: 'not-on-channel',
  131062: 'not-on-channel',
  137000: 'not-on-channel',
  130472: 'not-on-channel',
  131049: 'opted-out',
  131050: 'opted-out',
  131052: 'media',
  131053: 'media',
  132000: 'template',
  132001: 'template',
  132005: 'template',
  132007: 'template',
  132012: 'template',
  132015: 'template',
  132016: 'template',
  132068: 'template',
  132069: 'template',
  33: 'invalid',
  100: 'invalid',
  131008: 'invalid',
  131009: 'invalid',
  131021: 'invalid',
  131051: 'invalid',
  131055: 'invalid',
  135000: 'invalid',
}

/** Meta's error codes in our words (…/whatsapp/support/error-codes, …/graph-api/guides/error-handling). */
export function explainCode(code: number | null, options: { status?: number; isTransient?: boolean } = {}): Meaning {
  const known = code === null ? undefined : codes[code]
  if (known) return meanings[known]
  if (code !== null && code >= 200 && code <= 299) return meanings.unauthorized
  const { status = 0, isTransient = false } = options
  if (status === 401) return meanings.unauthorized
  if (status === 429) return meanings['rate-limited']
  if (isTransient || status >= 500) return meanings.temporary
  return status >= 400 ? meanings.invalid : meanings.provider
}

export function explainWhatsApp(error: unknown): SendError {
  return explainFailure('WhatsApp', error)
}
