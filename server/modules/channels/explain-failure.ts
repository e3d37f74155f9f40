import { type SendError, type SendErrorCode, sendErrorCodes } from '../../../contract/messages.ts'
import { AppError, ProviderError } from '../../platform/errors.ts'

const unreachable = ['outside-timeout', 'outside-unreachable', 'outside-too-large']

/**
 * What went wrong with a send, in our words. Adapters throw `ProviderError` with one of our codes and a sentence; everything else is
 * either the way to the provider (tried again) or a mistake of our own (not tried again: it would fail the same way).
 */
export function explainFailure(provider: string, error: unknown): SendError {
  if (error instanceof ProviderError) {
    return {
      code: isSendErrorCode(error.code) ? error.code : 'provider',
      providerCode: error.providerCode ?? null,
      title: error.message,
      retryable: error.retryable,
    }
  }
  if (error instanceof AppError) {
    const retryable = unreachable.includes(error.code)
    return {
      code: 'provider',
      providerCode: error.code,
      title: retryable ? `${provider} could not be reached.` : error.userMessage,
      retryable,
    }
  }
  return {
    code: 'provider',
    providerCode: null,
    title: `The message could not be handed to ${provider}.`,
    retryable: isNetworkFailure(error),
  }
}

function isSendErrorCode(code: string): code is SendErrorCode {
  return (sendErrorCodes as readonly string[]).includes(code)
}

/** What a plain fetch throws: never connected, broke off (`terminated`), given up. */
function isNetworkFailure(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'TimeoutError' || error.name === 'AbortError' || ['fetch failed', 'terminated'].includes(error.message))
  )
}
