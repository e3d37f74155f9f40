/** One line of the connection check: drawn as a row with a mark and what to do. */
export interface HealthCheck {
  name: string
  ok: boolean
  detail: string
  /** While this is so, nothing comes in or nothing goes out: the channel is marked. Not for what may pass, as a provider that is not reached. */
  breaks?: boolean
  /** Connecting anew mends it and takes nothing from anybody: the hourly look does so by itself. */
  reconnects?: boolean
  /** What a person can do about it here: connect anew, change the details, or give access again (by signing in, or by another token). */
  mend?: 'reconnect' | 'details' | 'access'
}
