import { parseArgs } from 'node:util'
import { echoReply, startMetaMessagingEmulator, startOpenAiEmulator, startTelegramEmulator, startWhatsAppEmulator } from './index.ts'

/** `node emulators/main.ts`: all four on fixed ports, for development and for looking around. */
const { values: flags } = parseArgs({
  options: {
    whatsapp: { type: 'string', default: '4001' },
    telegram: { type: 'string', default: '4002' },
    openai: { type: 'string', default: '4003' },
    meta: { type: 'string', default: '4004' },
    'no-limits': { type: 'boolean', default: false },
    'auto-read': { type: 'boolean', default: false },
    echo: { type: 'boolean', default: false },
    'latency-ms': { type: 'string', default: '0' },
    'tokens-per-second': { type: 'string' },
    'any-model': { type: 'boolean', default: false },
  },
})

const whatsapp = await startWhatsAppEmulator({
  port: Number(flags.whatsapp),
  statuses: { autoRead: flags['auto-read'] },
  limits: flags['no-limits'] ? { throughput: false, pair: false } : {},
})
const telegram = await startTelegramEmulator({ port: Number(flags.telegram), allowHttpWebhook: true })
const meta = await startMetaMessagingEmulator({
  port: Number(flags.meta),
  progress: { autoRead: flags['auto-read'] },
  limits: flags['no-limits'] ? { textsPerSecond: false, mediaPerSecond: false, profileCalls: false } : {},
})
const openai = await startOpenAiEmulator({
  port: Number(flags.openai),
  latencyMs: Number(flags['latency-ms']),
  ...(flags['tokens-per-second'] === undefined ? {} : { tokensPerSecond: Number(flags['tokens-per-second']) }),
  ...(flags['any-model'] ? { models: 'any' as const } : {}),
  ...(flags.echo ? { script: echoReply } : {}),
})

console.log(`whatsapp  ${whatsapp.url}  customer's phone ${whatsapp.url}/phone`)
console.log(`telegram  ${telegram.url}  customer's phone ${telegram.url}/phone`)
console.log(`meta      ${meta.url}  customer's phone ${meta.url}/phone`)
console.log(`openai    ${openai.url}/v1`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await Promise.all([whatsapp.close(), telegram.close(), meta.close(), openai.close()])
  })
}
