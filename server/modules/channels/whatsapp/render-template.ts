import type { JsonObject } from '../json-value.ts'
import type { OutboundTemplate } from '../outbound-message.ts'

type Header = NonNullable<OutboundTemplate['header']>
type Button = NonNullable<OutboundTemplate['buttons']>[number]

/** A template with what its placeholders take (…/whatsapp/messages/template-messages): header, body, and the buttons that take something. */
export function renderTemplate({ name, language, variables, header, buttons, code }: OutboundTemplate): JsonObject {
  const components =
    code === undefined
      ? [
          ...(header ? headerComponents(header) : []),
          ...component({ type: 'body' }, textParameters(variables)),
          ...(buttons ?? []).flatMap((button) => component(...buttonParts(button))),
        ]
      : codeComponents(code)
  return {
    type: 'template',
    template: {
      name,
      language: { policy: 'deterministic', code: language },
      ...(components.length > 0 ? { components } : {}),
    },
  }
}

/** A one-time code stands in the text and, the same, behind the button that copies it (…/authentication-templates). */
function codeComponents(code: string): JsonObject[] {
  const parameters = [{ type: 'text', text: code }]
  return [...component({ type: 'body' }, parameters), ...component({ type: 'button', sub_type: 'url', index: '0' }, parameters)]
}

function component(kind: JsonObject, parameters: readonly JsonObject[]): JsonObject[] {
  return parameters.length > 0 ? [{ ...kind, parameters }] : []
}

/** `{{1}}`, `{{2}}` by position, `{{name}}` by name. */
function textParameters(variables: Record<string, string>): JsonObject[] {
  const entries = Object.entries(variables)
  const isPositional = entries.every(([name]) => /^\d+$/.test(name))
  const ordered = isPositional ? entries.toSorted(([one], [other]) => Number(one) - Number(other)) : entries
  return ordered.map(([name, text]) => ({ type: 'text', ...(isPositional ? {} : { parameter_name: name }), text }))
}

/** A file of ours is put in by its id once it is uploaded (`headerFile`). */
function headerComponents(header: Header): JsonObject[] {
  if (header.kind === 'text') return component({ type: 'header' }, textParameters(header.variables))
  if (header.kind === 'location') return component({ type: 'header' }, [{ type: 'location', location: placeOf(header) }])
  const { kind, url, name } = header
  const file = { ...(url ? { link: url } : {}), ...(kind === 'document' && name ? { filename: name } : {}) }
  return component({ type: 'header' }, [{ type: kind, [kind]: file }])
}

/** Where in the call's body the header's file belongs; null where the template has none of ours. */
export function headerFile({ header }: OutboundTemplate): { kind: 'image' | 'video' | 'document'; field: string } | null {
  if (!header || header.kind === 'text' || header.kind === 'location' || header.url) return null
  return { kind: header.kind, field: `template.components.0.parameters.0.${header.kind}` }
}

/** Only here does the API want the coordinates as text. */
function placeOf({ latitude, longitude, name, address }: Extract<Header, { kind: 'location' }>): JsonObject {
  return {
    latitude: String(latitude),
    longitude: String(longitude),
    ...(name ? { name } : {}),
    ...(address ? { address } : {}),
  }
}

function buttonParts(button: Button): [kind: JsonObject, parameters: JsonObject[]] {
  const kind = (subType: string) => ({ type: 'button', sub_type: subType, index: String(button.index) })
  switch (button.kind) {
    case 'url':
      return [kind('url'), [{ type: 'text', text: button.suffix }]]
    case 'reply':
      return [kind('quick_reply'), [{ type: 'payload', payload: button.id }]]
    case 'copy-code':
      return [kind('copy_code'), [{ type: 'coupon_code', coupon_code: button.code }]]
    case 'flow': {
      const action = { ...(button.token ? { flow_token: button.token } : {}), ...(button.data ? { flow_action_data: button.data } : {}) }
      return [kind('flow'), [{ type: 'action', action }]]
    }
    case 'catalog': {
      const { thumbnailProductId: thumbnail } = button
      return [kind('catalog'), thumbnail ? [{ type: 'action', action: { thumbnail_product_retailer_id: thumbnail } }] : []]
    }
  }
}
