import { expect, test } from 'vitest'
import { attributeOf, readWidgetSettings, tidyLines } from './widget-settings.ts'

test.each([
  ['Which order is it about?', 'Which order is it about'],
  ['¿Número de pedido?', 'Número de pedido'],
  ['Тапсырыс нөмірі (№)', 'Тапсырыс нөмірі'],
  ['شمارهٔ سفارش؟', 'شماره سفارش'],
  ['x'.repeat(80), 'x'.repeat(50)],
  ['???', ''],
])('the question %j names its answer %j', (question, attribute) => {
  expect(attributeOf(question)).toBe(attribute)
})

test('a channel of an older version has what the server takes for missing', () => {
  expect(readWidgetSettings({ config: { greeting: 'Hello' } })).toMatchObject({ hours: null, greetings: [], launcher: { icon: 'chat' } })
  const consent = { required: true, text: 'Words', link: null }
  expect(readWidgetSettings({ config: { consent } }).consent).toBe(consent)
})

test('lines lose the spaces and the gaps of the typing', () => {
  expect(tidyLines(['/checkout/* ', '', ' /blog'])).toEqual(['/checkout/*', '/blog'])
})
