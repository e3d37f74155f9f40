/** One field of a rejected body: where it is (`config.phoneNumberId`) and what it should be. */
export interface FieldError {
  path: string
  message: string
}

export interface ErrorSpec {
  status: number
  /** One short sentence for people; shown when the thrower gives no `userMessage`. */
  title: string
}

export interface ErrorDetails {
  /** For the log: may name ids, never message text or secrets. */
  message?: string
  /** For the person who asked: plain words, no internals. */
  userMessage?: string
  cause?: unknown
  errors?: FieldError[]
  retryAfterMs?: number
}

/**
 * A failure that Parley itself decided on. `code` is stable and appears in the answer, so that support can find its thrower.
 * Modules declare their codes once with `defineErrors` and throw from there.
 */
export class AppError extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly userMessage: string
  readonly errors: FieldError[] | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: string, details: ErrorDetails & { status: number; title?: string }) {
    const title = details.title ?? details.userMessage ?? details.message ?? code
    super(details.message ?? details.userMessage ?? title, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.status = details.status
    this.title = title
    this.userMessage = details.userMessage ?? title
    this.errors = details.errors
    this.retryAfterMs = details.retryAfterMs
  }
}

/**
 * Declares a module's failures in one table and returns the function that makes them:
 * `const fail = defineErrors({ 'conversation-not-found': { status: 404, title: 'There is no such conversation.' } })`,
 * then `throw fail('conversation-not-found', { message: id })`.
 */
export function defineErrors<const Specs extends Record<string, ErrorSpec>>(specs: Specs) {
  return (code: keyof Specs & string, details: ErrorDetails = {}): AppError => {
    const spec: ErrorSpec = specs[code] as ErrorSpec
    return new AppError(code, { ...details, status: spec.status, title: spec.title })
  }
}

export interface ProviderFailure {
  provider: string
  code: string
  retryable: boolean
  retryAfterMs?: number | undefined
  /** The provider's own code or number, for the journal. */
  providerCode?: string | undefined
  /** It is about this one recipient: everybody else on the account can still be written to. */
  onlyRecipient?: boolean | undefined
  /** It is about the account itself: whatever else is asked on it is refused too, until somebody mends it. */
  breaksAccount?: boolean | undefined
  /** Somebody should mend something about the account, though it goes on: what it is about, in a word or two. */
  concern?: string | undefined
  /** The other side may have done what was asked all the same: it broke off, or answered something that is none of its own words. */
  uncertain?: boolean
  message?: string
  cause?: unknown
}

/** A third party answered no, or could not be reached. `code` is one of ours; the caller decides by `retryable`, never by the text. */
export class ProviderError extends Error {
  readonly provider: string
  readonly code: string
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly providerCode: string | undefined
  readonly onlyRecipient: boolean
  readonly breaksAccount: boolean
  readonly concern: string | undefined
  readonly uncertain: boolean

  constructor(failure: ProviderFailure) {
    super(failure.message ?? `${failure.provider}: ${failure.code}`, failure.cause === undefined ? undefined : { cause: failure.cause })
    this.name = 'ProviderError'
    this.provider = failure.provider
    this.code = failure.code
    this.retryable = failure.retryable
    this.retryAfterMs = failure.retryAfterMs
    this.providerCode = failure.providerCode
    this.onlyRecipient = failure.onlyRecipient ?? false
    this.breaksAccount = failure.breaksAccount ?? false
    this.concern = failure.concern
    this.uncertain = failure.uncertain ?? false
  }
}
