import type { RunningDemo } from './start-demo.ts'

/** Where to look and whom to play, in a frame that stands out in a terminal. */
export function welcome({ config, emulators, owner }: RunningDemo, readyAfterMs: number, folder: string): string {
  const onThisMachine = (url: string) => url.replace('127.0.0.1', 'localhost')
  const model =
    config.ai.name === undefined
      ? 'Answers come from the model of your own settings, and cost what it costs.'
      : 'Answers come from a stand-in for an AI model: nothing leaves this machine. OPENAI_API_KEY brings a real one.'
  return framed([
    `Parley demo: ${config.publicUrl}  (ready in ${(readyAfterMs / 1000).toFixed(0)} s)`,
    '',
    `  Sign in as   ${owner.email}`,
    `  Password     ${owner.password}`,
    '',
    'Be a customer of the shop, and watch the inbox:',
    `  Website      ${config.publicUrl}/widget/demo`,
    `  WhatsApp     ${onThisMachine(emulators.whatsapp.url)}/phone`,
    `  Telegram     ${onThisMachine(emulators.telegram.url)}/phone`,
    '',
    model,
    `Ctrl-C stops it. Delete ${folder} to begin anew.`,
  ])
}

function framed(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length))
  const rule = '─'.repeat(width + 2)
  return [`┌${rule}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${rule}┘`, ''].join('\n')
}
