import type { Contact } from '../../../lib/contract.ts'

/** What is known of a person that may stand in a message. `field`: which of the contact's own fields, or the attribute's name. */
export interface ContactValue {
  field: 'name' | 'phone' | 'email' | 'attribute'
  name: string
  value: string
}

export function contactValues(contact: Pick<Contact, 'name' | 'phone' | 'email' | 'attributes'> | undefined): ContactValue[] {
  if (!contact) return []
  const own = (['name', 'phone', 'email'] as const).flatMap((field) => {
    const value = contact[field]
    return value ? [{ field, name: field, value }] : []
  })
  const attributes = Object.entries(contact.attributes).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [{ field: 'attribute' as const, name, value: String(value) }] : [],
  )
  return [...own, ...attributes].filter(({ value }) => value.trim() !== '')
}

/** What people call these fields in templates, without spaces and signs. */
const namesOf = {
  name: ['name', 'fullname', 'customername', 'customer', 'clientname', 'client', 'username', 'contactname'],
  phone: ['phone', 'phonenumber', 'mobile', 'tel', 'customerphone'],
  email: ['email', 'mail', 'emailaddress', 'customeremail'],
} as const

/**
 * What to fill the variables with to begin with: a variable that is called like a field or an attribute gets its value; a numbered one whom the
 * text greets (`Hello {{1}},`) gets the name. Everything else is left to the person.
 */
export function prefill(text: string, variables: readonly string[], values: readonly ContactValue[]): Record<string, string> {
  const filled = variables.flatMap((variable) => {
    const value = /^\d+$/.test(variable) ? greeted(text, variable, values) : called(variable, values)
    return value === undefined ? [] : [[variable, value] as const]
  })
  return Object.fromEntries(filled)
}

function called(variable: string, values: readonly ContactValue[]): string | undefined {
  const wanted = plain(variable)
  const attribute = values.find(({ field, name }) => field === 'attribute' && plain(name) === wanted)
  if (attribute) return attribute.value
  const find = (field: ContactValue['field']) => values.find((one) => one.field === field)?.value
  if (wanted === 'firstname' || wanted === 'givenname') return find('name')?.split(/\s+/)[0]
  for (const [field, names] of Object.entries(namesOf)) if ((names as readonly string[]).includes(wanted)) return find(field as 'name')
  return undefined
}

function greeted(text: string, variable: string, values: readonly ContactValue[]): string | undefined {
  const at = text.indexOf(`{{${variable}}}`)
  const before = text.slice(0, at)
  const after = text.slice(at + variable.length + 4)
  const isGreeting = at > 0 && at <= 40 && !/[.!?\n{]/.test(before) && /\p{L}/u.test(before) && /^\s*[,!،:.–—-]/.test(after)
  return isGreeting ? values.find(({ field }) => field === 'name')?.value : undefined
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
