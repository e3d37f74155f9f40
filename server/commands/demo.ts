import { startDemo } from '../demo/start-demo.ts'
import { runUntilStopped } from './run-until-stopped.ts'

/** Serves a shop to look at, and says where to look. */
export async function demo({ folder }: { folder: string }): Promise<void> {
  const began = performance.now()
  const say = (text: string): boolean => process.stderr.write(text)
  say('Starting the demo …\n')
  const running = await runUntilStopped(() => startDemo({ folder, onProgress: (done, all) => showProgress(done, all) }))
  const { config, emulators, owner, wasFilled } = running
  const seconds = () => ((performance.now() - began) / 1000).toFixed(0)
  const onThisMachine = (url: string) => url.replace('127.0.0.1', 'localhost')
  say(
    box(
      [
        `Parley demo: ${config.publicUrl}  (ready in ${seconds()} s)`,
        '',
        `  Sign in as   ${owner.email}`,
        `  Password     ${owner.password}`,
        '',
        'Be a customer of the shop, and watch the inbox:',
        `  Website      ${config.publicUrl}/widget/demo`,
        `  WhatsApp     ${onThisMachine(emulators.whatsapp.url)}/phone`,
        `  Telegram     ${onThisMachine(emulators.telegram.url)}/phone`,
        '',
        config.ai.name
          ? 'Answers come from a small demo model. Set OPENAI_API_KEY for a real one.'
          : 'Answers come from the model of your own key.',
        'Nothing leaves this machine.'.repeat(config.ai.name ? 1 : 0),
        `Ctrl-C stops it. Delete ${folder} to begin anew.`,
      ].filter((line, index, lines) => line !== '' || lines[index - 1] !== ''),
    ),
  )
  if (wasFilled) return
  say('Filling the shop with conversations …\n')
  const failed = await running.filled.catch((error: unknown) => {
    throw new Error(`The shop could not be filled: ${error instanceof Error ? error.message : String(error)}`)
  })
  say(`The shop is open: everything is in the inbox (${seconds()} s).\n`)
  if (failed.length > 0) say(`Not played to the end: ${failed.join(', ')}.\n`)
}

function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} conversations …${done === all ? '\n' : ''}`)
}

function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length))
  const rule = '─'.repeat(width + 2)
  return [`┌${rule}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${rule}┘`, ''].join('\n')
}
