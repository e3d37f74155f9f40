import { type SignedRequestFlaw, signRequest } from '../meta/signed-request.ts'
import type { App, Platform } from './platform.ts'

export interface CallbackInput {
  appId?: string
  /** App-scoped. */
  userId: string
  flaw?: SignedRequestFlaw
  /** Signed with the Instagram app secret instead. */
  byInstagram?: boolean
}

export interface CallbackAnswer {
  status: number
  text: string
  /** What was posted, to be posted again. */
  signedRequest: string
}

/** Posts a `signed_request` to the app's deauthorize or data deletion address, as a person's click in their settings does. */
export async function postSignedRequest(
  platform: Platform,
  app: App,
  kind: 'deauthorize' | 'deletion',
  input: CallbackInput,
): Promise<CallbackAnswer> {
  const url = kind === 'deauthorize' ? app.deauthorizeUrl : app.deletionUrl
  if (!url) throw new Error(`the app has no ${kind} address`)
  const claims = { userId: input.userId, issuedAt: Math.floor(platform.clock() / 1000) }
  const signedRequest = signRequest(claims, input.byInstagram ? app.instagramSecret : app.secret, input.flaw)
  const body = new URLSearchParams({ signed_request: signedRequest })
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  const text = await response.text()
  // Who removes the app takes its tokens away, whatever it answers.
  if (kind === 'deauthorize' && input.flaw === undefined) platform.tokens.revokeUser(app.id, input.userId)
  return { status: response.status, text, signedRequest }
}
