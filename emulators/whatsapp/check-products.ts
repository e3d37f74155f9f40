import type { Cloud, ProvisionedNumber } from './cloud.ts'
import { GraphError } from './graph-error.ts'
import type { SentMessage } from './message-schema.ts'

/**
 * Products are those of the catalogue that is connected to the business account.
 * @throws GraphError 131009 without such a catalogue, and for products that are not in it
 */
export function checkProducts(cloud: Cloud, number: ProvisionedNumber, message: SentMessage): void {
  const asked = productsOf(message)
  if (!asked) return
  const catalog = cloud.accounts.get(number.businessAccountId)?.catalog
  if (!catalog || (asked.catalogId !== undefined && asked.catalogId !== catalog.id))
    throw new GraphError(131009, 'No catalog with this id is connected to the business account')
  const missing = asked.products.filter((id) => !catalog.products.includes(id))
  if (missing.length > 0) throw new GraphError(131009, `Products not found in FB Catalog: ${missing.join(', ')}`)
}

function productsOf(message: SentMessage): { catalogId?: string; products: string[] } | undefined {
  if (message.type !== 'interactive') return undefined
  const { interactive } = message
  switch (interactive.type) {
    case 'product':
      return { catalogId: interactive.action.catalog_id, products: [interactive.action.product_retailer_id] }
    case 'product_list': {
      const products = interactive.action.sections.flatMap((section) => section.product_items.map((item) => item.product_retailer_id))
      return { catalogId: interactive.action.catalog_id, products }
    }
    case 'catalog_message': {
      const thumbnail = interactive.action.parameters?.thumbnail_product_retailer_id
      return { products: thumbnail === undefined ? [] : [thumbnail] }
    }
    default:
      return undefined
  }
}
