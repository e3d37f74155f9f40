import { ProviderError } from '../../../../platform/errors.ts'
import type { Profile } from '../../adapter.ts'
import { asText } from '../../json-value.ts'
import { callGraph, type GraphOptions } from '../graph.ts'
import { commentIn } from './comment-address.ts'

/** Refusals that say "of this person you are told nothing": consent is missing, they have blocked the account, they are gone. */
const untold = new Set(['10', '100', '200', '230', '551'])

/** The name behind an id. @throws ProviderError where asking again may help, or the token is refused */
export async function readProfile(
  options: GraphOptions,
  externalId: string,
  fields: readonly string[],
  accessToken: string,
): Promise<Profile | null> {
  if (commentIn(externalId) !== null) return null
  try {
    const answer = await callGraph(options, {
      method: 'GET',
      path: `/${encodeURIComponent(externalId)}`,
      query: { fields: fields.join(',') },
      accessToken,
    })
    const full = [asText(answer.first_name, 100), asText(answer.last_name, 100)].filter((part) => part !== null).join(' ')
    return { name: asText(answer.name, 200) ?? (full || null), username: asText(answer.username, 200) }
  } catch (error) {
    if (error instanceof ProviderError && untold.has(error.providerCode ?? '')) return null
    throw error
  }
}
