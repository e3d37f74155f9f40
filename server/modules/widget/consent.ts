import { createHash } from 'node:crypto'
import type { WidgetSessionRequest } from '../../../contract/widget.ts'
import type { ConsentSettings } from '../../../contract/widget-settings.ts'
import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { GivenConsent } from '../contacts/index.ts'
import { fail } from './errors.ts'
import type { Widget } from './find-widget.ts'

/** Changes with the wording: whoever agrees says to which. */
export function consentVersion({ text, link }: ConsentSettings): string {
  return createHash('sha256')
    .update(`${text}\n${link ?? ''}`)
    .digest('hex')
    .slice(0, 16)
}

/**
 * What this visitor has agreed to, now or before. Called before anything is stored of them.
 * @throws AppError `consent-missing` where it is needed and neither was given nor is known
 */
export function takeConsent(
  { clock }: Pick<Deps, 'clock'>,
  { settings: { consent } }: Widget,
  { consent: given }: Pick<WidgetSessionRequest, 'consent'>,
  known: GivenConsent | null,
): GivenConsent | null {
  if (!consent.required || known) return known
  // An answer to words that were changed meanwhile is none to the new ones.
  if (given?.version !== consentVersion(consent)) throw fail('consent-missing')
  return { id: newId(), wording: consent.text, link: consent.link, given: given.given, givenAt: clock.now().toISOString() }
}
