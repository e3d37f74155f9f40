/** An account that a person opened to us when they signed in at the provider: ready to be connected. */
export interface GrantedAccount {
  id: string
  name: string
  config: Record<string, unknown>
  credentials: Record<string, unknown>
  /** Secrets of our own making for an account that has none yet: they replace nothing. */
  made?: Record<string, unknown>
  /** Fields by which the same account may have been reached in another way, or through another app: they go when it is given to a channel that there is. */
  replaces?: readonly string[]
}

/** Signing in at the provider instead of entering tokens (OAuth 2, authorization code). */
export interface SignIn {
  /**
   * Where the person's browser is sent; it comes back to `redirectUri` with the state and a code. `settings`: of the channel that signs in again, which may
   * need more leave than a new one.
   */
  address(state: string, redirectUri: string, settings?: Record<string, unknown>): string
  /** Throws ProviderError with a sentence for people. */
  accounts(code: string, redirectUri: string): Promise<GrantedAccount[]>
}
