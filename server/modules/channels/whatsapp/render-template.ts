import type { OutboundMessage } from '../adapter.ts'
import type { JsonObject } from '../json-value.ts'

/** A template with the variables of its body: `{{1}}`, `{{2}}` by position, `{{name}}` by name. */
export function renderTemplate(template: NonNullable<OutboundMessage['template']>): JsonObject {
  const variables = Object.entries(template.variables)
  const isPositional = variables.every(([name]) => /^\d+$/.test(name))
  const ordered = isPositional ? variables.toSorted(([one], [other]) => Number(one) - Number(other)) : variables
  const parameters = ordered.map(([name, text]) => ({ type: 'text', ...(isPositional ? {} : { parameter_name: name }), text }))
  return {
    type: 'template',
    template: {
      name: template.name,
      language: { code: template.language },
      ...(parameters.length > 0 ? { components: [{ type: 'body', parameters }] } : {}),
    },
  }
}
