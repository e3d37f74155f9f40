import type { OutboundMessage } from '../outbound-message.ts'
import type { ContractEmulator, Failure } from './contract-fixtures.ts'

const faults = [
  { fault: 'rate-limit', code: 'rate-limited', retryable: true },
  { fault: 'server-error', code: 'provider', retryable: true },
  { fault: 'unauthorized', code: 'unauthorized', retryable: false },
  { fault: 'reset', code: 'provider', retryable: true },
  { fault: 'half', code: 'provider', retryable: true },
  { fault: 'empty', code: 'provider', retryable: true },
] as const

/** Against a real server: what is accepted has a receipt, what is not is never "sent". */
export async function checkSend<S, C>(emulator: ContractEmulator<S, C>): Promise<Failure[]> {
  const { adapter, connection, files, recipient } = emulator
  const failures: Failure[] = []
  const base: OutboundMessage = {
    id: '01993b5e-7c10-7000-8000-00000000000b',
    recipient,
    text: 'Good morning! Здравствуйте! سلام 👋',
    media: [],
    interactive: null,
    location: null,
    template: null,
    replyToExternalId: null,
    byHuman: false,
  }
  const file = { fileId: 'a-picture', kind: 'image', mimeType: 'image/png', name: 'picture.png', size: 0, voice: false } as const
  const messages: OutboundMessage[] = [
    base,
    { ...base, text: 'word '.repeat(2000) },
    { ...base, media: [file] },
    {
      ...base,
      interactive: {
        kind: 'buttons',
        buttons: [
          { id: 'y', title: 'Yes' },
          { id: 'n', title: 'No' },
        ],
      },
    },
    { ...base, location: { latitude: 43.2, longitude: 76.9, name: 'Shop', address: 'Abay 1' } },
  ]
  for (const [index, message] of messages.entries()) {
    for (const call of adapter.render(message, connection)) {
      const before = emulator.taken()
      try {
        const receipt = await adapter.send(call, connection, files)
        if (!receipt.externalId) failures.push({ check: 'send: receipt', detail: `message ${index} has none` })
        if (emulator.taken() !== before + 1) failures.push({ check: 'send: one call, one message', detail: `${emulator.taken() - before}` })
      } catch (error) {
        failures.push({
          check: `send: message ${index}`,
          detail: JSON.stringify(adapter.explain(error)) + String((error as Error).cause ?? error),
        })
      }
    }
  }
  for (const { fault, code, retryable } of faults) {
    emulator.strike(fault)
    const [call] = adapter.render(base, connection)
    if (!call) continue
    try {
      await adapter.send(call, connection, files)
      failures.push({ check: `send: ${fault}`, detail: 'counts as sent' })
    } catch (error) {
      const answer = adapter.explain(error)
      if (answer.code !== code || answer.retryable !== retryable) failures.push({ check: `send: ${fault}`, detail: JSON.stringify(answer) })
    }
  }
  return failures
}
