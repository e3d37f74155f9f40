import { expect, test } from 'vitest'
import type { Interactive } from '../../../contract/messages.ts'
import { fitMessage } from './fit-message.ts'
import { telegramLimits } from './telegram/capabilities.ts'
import { webchatCapabilities } from './webchat/capabilities.ts'
import { whatsAppCapabilities } from './whatsapp/capabilities.ts'

const channels = [telegramLimits(false), webchatCapabilities, whatsAppCapabilities]
const fitted = (interactive: Interactive, capabilities = whatsAppCapabilities) =>
  fitMessage({ text: 'Here', interactive, replyToExternalId: null }, capabilities)
const pay = { title: 'Pay', url: 'https://shop.example/pay' }
const call = { title: 'Call', phone: '+77010000000' }
const yes = { id: 'y', title: 'Yes' }

test.each(channels.map((capabilities, index) => [index, capabilities] as const))(
  'channel %i without things to do keeps what can be tapped and writes out the rest',
  (_index, capabilities) => {
    const actions = (...buttons: Extract<Interactive, { kind: 'actions' }>['buttons']) => fitted({ kind: 'actions', buttons }, capabilities)
    expect(actions(pay)).toMatchObject({ text: 'Here', interactive: { kind: 'link', ...pay } })
    expect(actions(yes)).toMatchObject({ text: 'Here', interactive: { kind: 'buttons', buttons: [yes] } })
    expect(actions(pay, yes, call)).toMatchObject({
      text: 'Here\n\nPay: https://shop.example/pay\nCall: +77010000000',
      interactive: { kind: 'buttons', buttons: [yes] },
    })
    expect(actions(pay, call)).toMatchObject({ text: 'Here\n\nPay: https://shop.example/pay\nCall: +77010000000', interactive: null })
  },
)

test('a receipt is written out where it is no card', () => {
  const receipt: Interactive = {
    kind: 'receipt',
    orderNumber: '7',
    recipientName: 'Ann Lee',
    currency: 'USD',
    paymentMethod: 'Cash',
    items: [],
    adjustments: [],
    total: '9.50',
  }
  expect(fitted(receipt)).toMatchObject({ text: 'Here\n\n🧾 7\nAnn Lee\n= 9.50 USD\n💳 Cash', interactive: null })
  expect(fitted(receipt, { ...whatsAppCapabilities, receipts: true })).toMatchObject({ text: 'Here', interactive: receipt })
})

test('addresses of files are written out where nobody fetches them', () => {
  const linkedFiles = [{ url: 'https://shop.example/a.pdf', kind: 'document' as const, name: 'Prices' }]
  const message = { text: null, interactive: null, linkedFiles, replyToExternalId: null }
  expect(fitMessage(message, webchatCapabilities)).toMatchObject({ text: '📎 Prices: https://shop.example/a.pdf', linkedFiles: [] })
  expect(fitMessage(message, whatsAppCapabilities)).toBe(message)
})
