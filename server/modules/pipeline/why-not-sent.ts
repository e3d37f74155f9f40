import type { SendError } from '../../../contract/messages.ts'
import { withdrawnCode, withdrawnLateCode } from './record-receipts.ts'

/** Why a message of ours was not sent, where no provider said so. */
export const notConnected: SendError = {
  code: 'unauthorized',
  providerCode: null,
  title: 'The channel is not connected.',
  retryable: true,
}
export const closedWindow: SendError = {
  code: 'outside-window',
  providerCode: null,
  title: 'The reply window has closed: the customer has to write first, or a template is needed.',
  retryable: false,
}
export const unwantedMarketing: SendError = {
  code: 'blocked',
  providerCode: null,
  title: 'The customer does not want marketing messages. Templates of other categories may still be sent.',
  retryable: false,
}
export const withdrawn: SendError = {
  code: 'invalid',
  providerCode: withdrawnCode,
  title: 'Withdrawn: a person took over before it was sent.',
  retryable: false,
}
/** A process was killed between the call and its receipt, and the provider has not said what became of it. */
export const withdrawnLate: SendError = {
  ...withdrawn,
  providerCode: withdrawnLateCode,
  title: 'Withdrawn, because a person took over. It may have been sent just before that.',
}
export const withdrawnInPart: SendError = {
  ...withdrawn,
  providerCode: 'withdrawn-in-part',
  title: 'Withdrawn, because a person took over. A part of it had been sent.',
}
/** A broadcast is never sent a second time blindly: somebody who gets it twice is worse served than somebody who may not have got it. */
export const doubtful: SendError = {
  code: 'provider',
  providerCode: null,
  title: 'It may have been sent: the provider’s answer was lost, and it cannot be asked. Send it again if it did not arrive.',
  retryable: true,
}
