import type { Interactive } from '../../../../contract/messages.ts'
import type { JsonObject } from '../json-value.ts'
import { shorten } from '../split-text.ts'
import { type FittedInteractive, maxBody } from './fitted-interactive.ts'

const maxProducts = 30
const flowButton = 30
/** What a list of products must have above it, where nothing is said. */
const anyHeader = '🛍'

const plain = { header: null, footer: null, maxBodyLength: maxBody, takesHeaderFile: false }

/** One product as a card of its own, several as a list under a header; null without a catalogue to find them in. */
export function fitProducts({
  catalogId,
  productIds,
  header,
  footer,
}: Extract<Interactive, { kind: 'products' }>): FittedInteractive | null {
  const ids = [...new Set(productIds)].filter((id) => id !== '')
  const [first] = ids
  if (!catalogId || first === undefined || ids.length > maxProducts) return null
  const framed = { ...plain, header: header ?? null, footer: footer ?? null }
  if (ids.length === 1) {
    const action = { catalog_id: catalogId, product_retailer_id: first }
    return { ...framed, type: 'product', action, hasNoHeader: true, mayBeBodiless: true }
  }
  const sections = [{ title: shorten(framed.header ?? anyHeader, 24), product_items: ids.map((id) => ({ product_retailer_id: id })) }]
  return { ...framed, header: framed.header ?? anyHeader, type: 'product_list', action: { catalog_id: catalogId, sections } }
}

export function fitCatalog({ thumbnailProductId, footer }: Extract<Interactive, { kind: 'catalog' }>): FittedInteractive {
  const parameters = thumbnailProductId ? { parameters: { thumbnail_product_retailer_id: thumbnailProductId } } : {}
  return { ...plain, footer: footer ?? null, type: 'catalog_message', action: { name: 'catalog_message', ...parameters } }
}

/**
 * A form with the button that opens it. Its answers do not say which form they are of, but bring the token back: without one of the business's own
 * it names form and message.
 */
export function fitFlow(flow: Extract<Interactive, { kind: 'flow' }>, messageId: string): FittedInteractive | null {
  if (!flow.flowId || !flow.button) return null
  const hasData = flow.data && Object.keys(flow.data).length > 0
  const payload: JsonObject = { ...(flow.screen ? { screen: flow.screen } : {}), ...(hasData ? { data: flow.data } : {}) }
  const parameters = {
    flow_message_version: '3',
    flow_id: flow.flowId,
    flow_cta: shorten(flow.button, flowButton),
    flow_token: flow.token || `${flow.flowId}.${messageId}`,
    ...(flow.isDraft ? { mode: 'draft' } : {}),
    ...(Object.keys(payload).length > 0 ? { flow_action: 'navigate', flow_action_payload: payload } : {}),
  }
  return {
    ...plain,
    header: flow.header ?? null,
    footer: flow.footer ?? null,
    type: 'flow',
    action: { name: 'flow', parameters },
    takesHeaderFile: true,
  }
}
