import { randomBytes } from 'node:crypto'

/** Why a token is refused: app removed, checkpoint, password changed, expired, unconfirmed, invalid. */
export type TokenSubcode = 458 | 459 | 460 | 463 | 464 | 467

export interface Token {
  value: string
  /** Of a page, of the person who runs pages, of an Instagram account. An app's own is `appId|secret` and is not kept. */
  kind: 'page' | 'user' | 'instagram'
  appId: string
  /** The accounts that it speaks for. */
  accountIds: string[]
  /** App-scoped; what `signed_request` names. */
  userId: string
  scopes: string[]
  issuedAt: number
  /** Null: never. */
  expiresAt: number | null
  isLongLived: boolean
  problem: TokenSubcode | undefined
}

/** What a login has granted, on its way to become a token. */
export interface LoginCode {
  kind: 'facebook' | 'instagram'
  appId: string
  redirectUri: string
  accountIds: string[]
  scopes: string[]
  userId: string
  expiresAt: number
  isUsed: boolean
}

export interface Tokens {
  find(value: string): Token | undefined
  ofAccount(accountId: string): Token[]
  issue(token: Omit<Token, 'value' | 'issuedAt' | 'problem'> & { value?: string }): Token
  issueCode(code: Omit<LoginCode, 'isUsed'>): string
  findCode(code: string): LoginCode | undefined
  /** The person removed the app: whatever came from their login is refused with 458. */
  revokeUser(appId: string, userId: string): void
}

const prefixes = { page: 'EAAP', user: 'EAAU', instagram: 'IGAA' }

export function createTokens(clock: () => number): Tokens {
  const tokens = new Map<string, Token>()
  const codes = new Map<string, LoginCode>()
  return {
    find: (value) => tokens.get(value),
    ofAccount: (accountId) => [...tokens.values()].filter((one) => one.kind !== 'user' && one.accountIds.includes(accountId)),
    issue({ value, ...facts }) {
      const made = value ?? `${prefixes[facts.kind]}${randomBytes(60).toString('base64url')}`
      const token: Token = { ...facts, value: made, issuedAt: clock(), problem: undefined }
      tokens.set(made, token)
      return token
    },
    issueCode(code) {
      const value = `AQ${randomBytes(60).toString('base64url')}`
      codes.set(value, { ...code, isUsed: false })
      return value
    },
    findCode: (value) => codes.get(value),
    revokeUser(appId, userId) {
      for (const token of tokens.values()) if (token.appId === appId && token.userId === userId) token.problem = 458
    },
  }
}
