import type { ProviderUrlSetting } from './config.ts'

/**
 * One reason for which Parley talks to somebody else's server. Modules declare theirs, the HTTP client refuses everything that is
 * not declared, and the register of sub-processors is this list.
 */
export interface EgressDeclaration {
  /** Stable name that calls give: `module.kebab-words`. */
  purpose: string
  /** Who gets the data, as the register names them. */
  recipient: string
  /** Why, in one sentence for the register. */
  reason: string
  /** What leaves: for the register, in plain words ("message text", "phone number"). */
  fields: readonly string[]
  /** Host names of the third party; `*.example.com` means every host below it. Reached by https only. */
  hosts: readonly string[]
  /** The setting that moves the third party's address elsewhere: that address is reachable then, even when it is private. */
  setting?: ProviderUrlSetting
  /** The address comes from a user (a web page, a webhook, a model server): every public host is allowed, private ones are not. */
  userSupplied?: boolean
}

/** Does `host` (without port, lower case) fall under `pattern`? */
export function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern
}
