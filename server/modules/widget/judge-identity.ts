import type { WidgetAttributes, WidgetIdentity, WidgetSession } from '../../../contract/widget.ts'
import type { Deps } from '../../platform/module.ts'
import { webchat } from '../channels/index.ts'
import type { Widget } from './find-widget.ts'

/** What a website says of its visitor, once it is known whether to believe it. */
export interface Claim {
  id: string
  name?: string | null | undefined
  email?: string | null | undefined
  phone?: string | null | undefined
  /** Only ever signed ones. */
  attributes?: WidgetAttributes
  proven: boolean
  /** The website has signed all that it says, and not the id alone. */
  isSigned: boolean
}

/** `claim` is null where nothing was said, or where the proof was wrong: then nothing of it is kept. */
export interface Judgement {
  claim: Claim | null
  problem: WidgetSession['identityProblem']
}

export async function judgeIdentity(
  { clock }: Pick<Deps, 'clock'>,
  { credentials }: Widget,
  identity: WidgetIdentity | null | undefined,
): Promise<Judgement> {
  if (!identity) return { claim: null, problem: null }
  if ('token' in identity) {
    const verdict = await webchat.readIdentityToken(credentials.identityKeys, identity.token, clock.now())
    return 'problem' in verdict
      ? { claim: null, problem: verdict.problem }
      : { claim: { ...verdict.identity, proven: true, isSigned: true }, problem: null }
  }
  const { hash, ...said } = identity
  if (!hash) return { claim: { ...said, proven: false, isSigned: false }, problem: null }
  return webchat.isIdentityProven(credentials.identitySecret, said.id, hash)
    ? { claim: { ...said, proven: true, isSigned: false }, problem: null }
    : { claim: null, problem: 'hash' }
}
