import type { ProviderTemplate } from '../template-management.ts'
import type { OpenTemplates } from './open-templates.ts'

/**
 * A template for one-time codes is worded by the provider, in the template's language: what it came to is asked for at once. Null where there is nothing to
 * ask, or no answer just now: then the next look brings it.
 */
export async function readOwnWords(
  { management, connection }: OpenTemplates,
  template: ProviderTemplate,
): Promise<ProviderTemplate | null> {
  if (!template.code) return null
  return management.find(connection, template.externalId).catch(() => null)
}
