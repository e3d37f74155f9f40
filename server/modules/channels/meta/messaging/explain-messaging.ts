import type { GraphError, Meaning } from '../graph.ts'

type Sense =
  | 'unauthorized'
  | 'permission'
  | 'restricted'
  | 'rate-limited'
  | 'temporary'
  | 'outside-window'
  | 'elsewhere'
  | 'unavailable'
  | 'answered'
  | 'comment-old'
  | 'media'
  | 'invalid'
  | 'provider'

const codes: Readonly<Record<number, Sense>> = {
  0: 'unauthorized',
  102: 'unauthorized',
  190: 'unauthorized',
  3: 'permission',
  10: 'permission',
  368: 'restricted',
  4: 'rate-limited',
  17: 'rate-limited',
  32: 'rate-limited',
  341: 'rate-limited',
  613: 'rate-limited',
  80001: 'rate-limited',
  80002: 'rate-limited',
  80006: 'rate-limited',
  1: 'temporary',
  2: 'temporary',
  551: 'unavailable',
  1545041: 'outside-window',
  // Of private replies: second-hand (stackoverflow.com, "Activity already replied to"); Meta's pages name the rules without the codes.
  10900: 'answered',
  10901: 'comment-old',
  33: 'invalid',
  100: 'invalid',
}

/**
 * More exact than the code: a closed window and a conversation that another app has are told as a missing permission, a file that could not be fetched as
 * an invalid parameter.
 */
const subcodes: Readonly<Record<number, Sense>> = {
  2018278: 'outside-window',
  2534022: 'outside-window',
  2018300: 'elsewhere',
  2018001: 'unavailable',
  2534014: 'unavailable',
  2018008: 'media',
  2018047: 'media',
}

/**
 * Meta's errors in our words (…/messenger-platform/send-messages, …/graph-api/guides/error-handling). A closed window is told as code 10 with a subcode, or
 * as 1545041.
 */
export function explainMessaging(title: string, error: GraphError): Meaning {
  return meaningOf(title, senseOf(error))
}

function senseOf({ code, subcode, status, isTransient, message }: GraphError): Sense {
  // Told under several codes and subcodes, always in these words.
  if (/outside (of )?(the )?allowed window/i.test(message)) return 'outside-window'
  if (/another app is controlling this thread/i.test(message)) return 'elsewhere'
  const known = (subcode === null ? undefined : subcodes[subcode]) ?? (code === null ? undefined : codes[code])
  if (known) return known
  if (code !== null && code >= 200 && code <= 299) return 'permission'
  if (status === 401) return 'unauthorized'
  if (status === 429) return 'rate-limited'
  if (isTransient || status >= 500) return 'temporary'
  return status >= 400 ? 'invalid' : 'provider'
}

function meaningOf(title: string, sense: Sense): Meaning {
  switch (sense) {
    case 'unauthorized':
      return {
        code: 'unauthorized',
        retryable: false,
        breaksAccount: true,
        title: `${title} does not accept the access token any more. Connect the channel again.`,
      }
    case 'permission':
      return {
        code: 'unauthorized',
        retryable: false,
        concern: 'Permissions',
        title: `The access token lacks a permission that ${title} wants for this. Connect the channel again and allow everything that is asked for.`,
      }
    case 'restricted':
      return {
        code: 'unauthorized',
        retryable: false,
        breaksAccount: true,
        title: `${title} has restricted this account. See the support inbox of the account.`,
      }
    case 'rate-limited':
      return { code: 'rate-limited', retryable: true, title: `${title} is slowing this account down; the message is tried again.` }
    case 'temporary':
      return { code: 'provider', retryable: true, title: `${title} has a temporary problem; the message is tried again.` }
    case 'outside-window':
      return {
        code: 'outside-window',
        retryable: false,
        title:
          'The customer wrote too long ago: after a day only people may answer, after seven nobody. Who has only commented gets one private answer until they write.',
      }
    case 'elsewhere':
      return {
        code: 'provider',
        retryable: false,
        title: `Another app, or the inbox of ${title}, has this conversation. Answer there, or have it handed over and try again.`,
      }
    case 'unavailable':
      return {
        code: 'blocked',
        retryable: false,
        title: 'This person cannot be written to: gone, has blocked the account, or has only commented and not answered yet.',
      }
    case 'answered':
      return {
        code: 'outside-window',
        retryable: false,
        title: 'This comment has had its private answer: there is one for each. More can be sent when the person has written.',
      }
    case 'comment-old':
      return { code: 'outside-window', retryable: false, title: 'A comment can be answered privately for seven days; this one is older.' }
    case 'media':
      return {
        code: 'media',
        retryable: false,
        title: `${title} could not take this file: its type or size, or it could not be fetched from here.`,
      }
    case 'invalid':
      return { code: 'invalid', retryable: false, title: `${title} refuses this message as invalid.` }
    case 'provider':
      return { code: 'provider', retryable: false, title: `${title} could not send the message.` }
  }
}
