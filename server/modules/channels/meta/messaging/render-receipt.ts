import type { Receipt } from '../../../../../contract/rich-interactive.ts'
import type { JsonObject } from '../../json-value.ts'

/** A receipt as Messenger shows it (…/messenger-platform/send-messages/template/receipt): amounts are numbers, the time seconds as a text. */
export function receiptPayload(receipt: Receipt): JsonObject {
  const { currency, address, merchantName, orderedAt } = receipt
  return {
    template_type: 'receipt',
    recipient_name: receipt.recipientName,
    ...(merchantName ? { merchant_name: merchantName } : {}),
    order_number: receipt.orderNumber,
    currency,
    payment_method: receipt.paymentMethod,
    ...(orderedAt ? { timestamp: String(Math.floor(Date.parse(orderedAt) / 1000)) } : {}),
    ...(receipt.items.length > 0 ? { elements: receipt.items.map((item) => elementOf(item, currency)) } : {}),
    ...(address ? { address: addressOf(address) } : {}),
    summary: {
      ...(receipt.subtotal ? { subtotal: Number(receipt.subtotal) } : {}),
      ...(receipt.shipping ? { shipping_cost: Number(receipt.shipping) } : {}),
      ...(receipt.tax ? { total_tax: Number(receipt.tax) } : {}),
      total_cost: Number(receipt.total),
    },
    ...(receipt.adjustments.length > 0
      ? { adjustments: receipt.adjustments.map(({ name, amount }) => ({ name, amount: Number(amount) })) }
      : {}),
  }
}

function elementOf({ title, details, quantity, price, imageUrl }: Receipt['items'][number], currency: string): JsonObject {
  return {
    title,
    ...(details ? { subtitle: details } : {}),
    quantity,
    price: Number(price),
    currency,
    ...(imageUrl ? { image_url: imageUrl } : {}),
  }
}

function addressOf({ street, more, city, postalCode, region, country }: NonNullable<Receipt['address']>): JsonObject {
  return { street_1: street, ...(more ? { street_2: more } : {}), city, postal_code: postalCode, state: region, country }
}
