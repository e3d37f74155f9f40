import type { Capabilities } from '../../../lib/contract.ts'
import type { Draft } from '../api/draft.ts'

/** What the form of each kind is given. */
export interface FieldProps {
  draft: Draft
  capabilities: Capabilities
  /** A function where what was typed meanwhile must stay. */
  onChange: (patch: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void
}

/** The list with one of its items changed. */
export function withItem<Item>(list: readonly Item[], index: number, item: Item): Item[] {
  return list.map((one, at) => (at === index ? item : one))
}

/** The list without one of its items. */
export function withoutItem<Item>(list: readonly Item[], index: number): Item[] {
  return list.filter((_, at) => at !== index)
}
