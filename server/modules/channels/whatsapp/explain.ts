import type { SendError } from '../../../../contract/messages.ts'
import { explainFailure } from '../explain-failure.ts'
import type { Meaning } from '../meta/index.ts'

const meanings = {
  unauthorized: {
    code: 'unauthorized',
    retryable: false,
    breaksAccount: true,
    title: 'WhatsApp does not accept the access token. Reconnect the channel with a new one.',
  },
  permission: {
    code: 'unauthorized',
    retryable: false,
    concern: 'Permissions',
    title: 'The access token lacks a permission that WhatsApp wants for this. Reconnect the channel with a token that has it.',
  },
  restricted: {
    code: 'unauthorized',
    retryable: false,
    breaksAccount: true,
    title: 'WhatsApp has restricted this account. See Account quality in the WhatsApp Manager.',
  },
  country: {
    code: 'unauthorized',
    retryable: false,
    title: 'WhatsApp does not let this business write to people in this country.',
  },
  payment: {
    code: 'unauthorized',
    retryable: false,
    concern: 'Payment',
    title: 'WhatsApp wants a payment method for this. Add one in the WhatsApp Manager, under Billing, and send the message again.',
  },
  'display-name': {
    code: 'unauthorized',
    retryable: false,
    concern: 'Display name',
    title: 'WhatsApp has not approved the display name of this number yet. See Phone numbers in the WhatsApp Manager.',
  },
  registration: {
    code: 'unauthorized',
    retryable: false,
    concern: 'Registration',
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
    concern: 'Quality',
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
  'number-needed': {
    code: 'not-on-channel',
    retryable: false,
    title: 'WhatsApp sends this template to phone numbers only, and this person’s number is not known.',
  },
  'identity-changed': {
    code: 'not-on-channel',
    retryable: false,
    title: 'The number may have a new owner: WhatsApp did not deliver, because its security code has changed.',
  },
  experiment: {
    code: 'blocked',
    retryable: false,
    title: 'This person is part of an experiment of Meta’s and gets no marketing messages at the moment.',
  },
  capped: {
    code: 'blocked',
    retryable: false,
    title: 'This person has had enough marketing messages for now, from all businesses together. Wait at least a day before another one.',
  },
  'opted-out': {
    code: 'blocked',
    retryable: false,
    title: 'This person has asked for no more marketing messages. Do not send another one.',
  },
  media: { code: 'media', retryable: false, title: 'WhatsApp does not take this file: its type, size or encoding is not allowed.' },
  'template-count': {
    code: 'invalid',
    retryable: false,
    title: 'The template wants another number of variables than it was given.',
  },
  'template-missing': {
    code: 'invalid',
    retryable: false,
    title: 'There is no such template in this language, or it is not approved yet.',
  },
  'template-length': { code: 'invalid', retryable: false, title: 'With its variables the template is too long.' },
  'template-policy': {
    code: 'invalid',
    retryable: false,
    title: 'WhatsApp refuses this template because of what it says. See Message templates in the WhatsApp Manager.',
  },
  'template-format': { code: 'invalid', retryable: false, title: 'A variable of the template is not of the kind that it wants.' },
  'template-paused': {
    code: 'invalid',
    retryable: false,
    title: 'WhatsApp has paused this template because people did not like it. It works again by itself, or after it is edited.',
  },
  'template-disabled': {
    code: 'invalid',
    retryable: false,
    title: 'WhatsApp has disabled this template for good. Make another one.',
  },
  'flow-blocked': {
    code: 'invalid',
    retryable: false,
    title: 'WhatsApp has blocked the form of this message. See Flows in the WhatsApp Manager.',
  },
  'flow-slowed': {
    code: 'invalid',
    retryable: false,
    title: 'WhatsApp lets the form of this message be sent only a few times an hour. See Flows in the WhatsApp Manager.',
  },
  invalid: { code: 'invalid', retryable: false, title: 'WhatsApp refuses this message as invalid.' },
  provider: { code: 'provider', retryable: false, title: 'WhatsApp could not send the message.' },
} as const satisfies Record<string, Meaning>

const codes: Readonly<Record<number, keyof typeof meanings>> = {
  0: 'unauthorized',
  102: 'unauthorized',
  190: 'unauthorized',
  3: 'permission',
  10: 'permission',
  131005: 'permission',
  368: 'restricted',
  131031: 'restricted',
  130497: 'country',
  131042: 'payment',
  131037: 'display-name',
  133000: 'registration',
  133005: 'registration',
  133006: 'registration',
  133008: 'registration',
  133009: 'registration',
  133010: 'registration',
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
  131062: 'number-needed',
  137000: 'identity-changed',
  130472: 'experiment',
  131049: 'capped',
  131050: 'opted-out',
  131052: 'media',
  131053: 'media',
  132000: 'template-count',
  132001: 'template-missing',
  132005: 'template-length',
  132007: 'template-policy',
  132012: 'template-format',
  132015: 'template-paused',
  132016: 'template-disabled',
  132068: 'flow-blocked',
  132069: 'flow-slowed',
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
  if (code !== null && code >= 200 && code <= 299) return meanings.permission
  const { status = 0, isTransient = false } = options
  if (status === 401) return meanings.unauthorized
  if (status === 429) return meanings['rate-limited']
  if (isTransient || status >= 500) return meanings.temporary
  return status >= 400 ? meanings.invalid : meanings.provider
}

export function explainWhatsApp(error: unknown): SendError {
  return explainFailure('WhatsApp', error)
}
