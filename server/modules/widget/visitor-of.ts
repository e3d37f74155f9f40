import type { webchat } from '../channels/index.ts'
import type { VisitorRow } from './queries.ts'

/** The visitor as the record is told of them. */
export function visitorOf(
  row: Pick<VisitorRow, 'external_id' | 'verified' | 'name' | 'email' | 'phone' | 'language'>,
): webchat.WidgetVisitor {
  return {
    externalId: row.external_id,
    verified: row.verified,
    name: row.name,
    email: row.email,
    phone: row.phone,
    language: row.language,
  }
}
