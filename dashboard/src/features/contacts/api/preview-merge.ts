import type { Contact } from '../../../lib/contract.ts'

const fields = ['name', 'email', 'phone', 'language'] as const
const limits = ['blocked', 'restricted', 'optedOut'] as const

export interface MergedField {
  name: (typeof fields)[number]
  value: string
  /** What the other contact has and the kept one does not take. */
  dropped: string | null
  from: 'kept' | 'other'
}

export interface MergePreview {
  fields: MergedField[]
  identities: Contact['identities']
  attributes: number
  limits: (typeof limits)[number][]
}

/** What will stand in the kept contact: its own values first, gaps filled from the other; whatever refused contact stays refused. */
export function previewMerge(kept: Contact, other: Contact): MergePreview {
  const merged = fields.flatMap((name): MergedField[] => {
    const own = kept[name]
    const theirs = other[name]
    const value = own ?? theirs
    if (value === null) return []
    return [
      { name, value, dropped: own !== null && theirs !== null && theirs !== own ? theirs : null, from: own === null ? 'other' : 'kept' },
    ]
  })
  return {
    fields: merged,
    identities: [...kept.identities, ...other.identities],
    attributes: Object.keys({ ...other.attributes, ...kept.attributes }).length,
    limits: limits.filter((name) => kept[name] || other[name]),
  }
}

/** What a person who is there twice would most likely be found by. */
export function likelySearch({ email, phone, name }: Pick<Contact, 'email' | 'phone' | 'name'>): string {
  return email ?? phone ?? name ?? ''
}
