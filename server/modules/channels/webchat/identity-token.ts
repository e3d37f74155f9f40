import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import {
  claimedIdentitySchema,
  type WidgetAttributes,
  widgetAttributesSchema,
  type widgetIdentityProblems,
} from '../../../../contract/widget.ts'
import type { IdentityKey } from './identity-keys.ts'

const maxLifetimeS = 24 * 60 * 60
/** The website's clock may differ from ours by so much. */
const toleranceS = 60

const { name, email, phone } = claimedIdentitySchema.shape
const claimsSchema = z.object({
  sub: claimedIdentitySchema.shape.id,
  name,
  email,
  phone,
  attributes: widgetAttributesSchema.optional(),
  exp: z.number(),
})

export type TokenProblem = Exclude<(typeof widgetIdentityProblems)[number], 'hash'>
/** What a website's server has signed of its visitor. */
export interface SignedIdentity {
  id: string
  name?: string | null
  email?: string | null
  phone?: string | null
  attributes?: WidgetAttributes
}
export type TokenVerdict = { identity: SignedIdentity } | { problem: TokenProblem }

/**
 * Who a website's server says its visitor is, by a JSON Web Token (RFC 7519): HS256 under one of the channel's identity keys, `sub` the
 * visitor's id, `exp` within 24 hours, and `name`, `email`, `phone`, `attributes` as it likes. `kid` names the key; without it each key is tried.
 */
export async function readIdentityToken(keys: readonly IdentityKey[], token: string, now: Date): Promise<TokenVerdict> {
  const header = readHeader(token)
  if (!header) return { problem: 'malformed' }
  if (header.alg !== 'HS256') return { problem: 'algorithm' }
  const tried = header.kid === undefined ? keys : keys.filter(({ kid }) => kid === header.kid)
  let problem: TokenProblem = 'key'
  for (const { secret } of tried) {
    const verdict = await verify(secret, token, now)
    if ('identity' in verdict) return verdict
    problem = verdict.problem
    if (problem !== 'signature') break
  }
  return { problem }
}

async function verify(secret: string, token: string, now: Date): Promise<TokenVerdict> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
      clockTolerance: toleranceS,
      currentDate: now,
    })
    const claims = claimsSchema.safeParse(payload)
    if (!claims.success) return { problem: 'claims' }
    const { sub, exp, ...profile } = claims.data
    if (exp > now.getTime() / 1000 + maxLifetimeS + toleranceS) return { problem: 'lifetime' }
    return { identity: { id: sub, ...withoutAbsent(profile) } }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

function problemOf(error: unknown): TokenProblem {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof errors.JWTClaimValidationFailed) return 'claims'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm'
  return 'malformed'
}

function readHeader(token: string): { alg?: string | undefined; kid?: string | undefined } | null {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return null
  }
}

function withoutAbsent<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
