import type { Receipt } from '../../../contract/rich-interactive.ts'

/** An order in lines, without words of our own: what the signs mean is known in every language. */
export function plainReceipt(receipt: Receipt): string {
  const { orderNumber, merchantName, recipientName, currency, paymentMethod, items, address, adjustments, url } = receipt
  const money = (amount: string) => `${amount} ${currency}`
  return [
    ['🧾', orderNumber, merchantName && `— ${merchantName}`].filter(Boolean).join(' '),
    recipientName,
    ...(receipt.orderedAt ? [`🗓 ${receipt.orderedAt.slice(0, 10)}`] : []),
    ...items.map(({ title, details, quantity, price }) =>
      [`${quantity} × ${title}`, details && `(${details})`, '—', money(price)].filter(Boolean).join(' '),
    ),
    ...(receipt.subtotal ? [`Σ ${money(receipt.subtotal)}`] : []),
    ...(receipt.shipping ? [`🚚 ${money(receipt.shipping)}`] : []),
    ...(receipt.tax ? [`% ${money(receipt.tax)}`] : []),
    ...adjustments.map(({ name, amount }) => `${name}: −${money(amount)}`),
    `= ${money(receipt.total)}`,
    `💳 ${paymentMethod}`,
    ...(address ? [`📦 ${addressLine(address)}`] : []),
    ...(url ? [url] : []),
  ].join('\n')
}

function addressLine({ street, more, city, postalCode, region, country }: NonNullable<Receipt['address']>): string {
  return [street, more, `${postalCode} ${city}`, region, country].filter(Boolean).join(', ')
}
