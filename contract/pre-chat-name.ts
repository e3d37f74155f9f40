import type { PreChatField } from './widget-settings.ts'

/** What the answer to a question is called: one of the contact's own fields, or an attribute. In a file of its own, as browsers need it without the schemas. */
export function nameOfField(field: PreChatField): string {
  return field.kind === 'question' ? `attribute:${field.attribute}` : field.kind
}
