import type { GraphError, Meaning } from '../../meta/index.ts'
import { explainCode } from '../explain.ts'

/** What Meta refuses about a template, whether the number comes as the code or below code 100 (…/whatsapp/support/error-codes). */
const refusals: Readonly<Record<number, string>> = {
  2388019: 'This WhatsApp account has as many templates as it may have. Delete some that are not used.',
  2388023: 'A template of this name was deleted less than 30 days ago. Choose another name.',
  2388024: 'There is a template of this name in this language already.',
  2388040: 'A part of the template is longer than WhatsApp allows.',
  2388047: 'WhatsApp does not accept the header: no line breaks, no formatting, no emoji.',
  2388072: 'WhatsApp does not accept the text: its formatting is not allowed.',
  2388073: 'WhatsApp does not accept the footer: its formatting is not allowed.',
  2388293: 'There are too many variables for so short a text. Add words around them.',
  2388299: 'The text may neither begin nor end with a variable.',
}

/** In the words of templates: what is said of messages (explain.ts) would mislead here. */
export function explainTemplate(error: GraphError): Meaning {
  const { code, subcode, userMessage, ...rest } = error
  const known = refusals[code ?? 0] ?? refusals[subcode ?? 0]
  if (known) return { code: 'invalid', retryable: false, title: known }
  const meaning = explainCode(code, rest)
  if (meaning.code === 'rate-limited') return { ...meaning, title: 'WhatsApp takes no more changes for now. Try again in an hour.' }
  if (meaning.code === 'unauthorized' || meaning.retryable) return meaning
  return { code: 'invalid', retryable: false, title: userMessage ?? 'WhatsApp does not accept this template.' }
}
