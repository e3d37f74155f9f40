import { checkChannelsNow } from './doctor-channels.ts'
import { checkDatabase } from './doctor-database.ts'
import { checkMail } from './doctor-mail.ts'
import { type Check, type Finding, report } from './doctor-report.ts'
import { checkDataFolder, checkNode, checkPort, checkStorage, readSettings } from './doctor-system.ts'

/**
 * Looks at everything that Parley stands on; a line each, exit code 1 when something has to be mended. With `channel` it asks the providers about their
 * channels instead: about that one, or about all (`true`). With `mail` it sends a test mail to that address, or to the sender's own (`true`).
 */
export async function doctor(
  { channel, mail }: { channel?: string | true | undefined; mail?: string | true | undefined } = {},
  env: NodeJS.ProcessEnv = process.env,
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  const findings: Finding[] = []
  const run = async (check: Check): Promise<void> => {
    for await (const finding of check) {
      findings.push(finding)
      write(report(finding))
    }
  }
  await run(checkNode())
  const { config, faults } = readSettings(env)
  await run(faults)
  if (config && channel !== undefined) await run(checkChannelsNow(config, channel === true ? null : channel))
  else if (config && mail !== undefined) await run(checkMail(config, mail))
  else if (config) {
    await run(checkDataFolder(config))
    await run(checkDatabase(config))
    await run(checkStorage(config))
    await run(checkPort(config))
    await run(checkMail(config, null))
  }
  const wrong = findings.filter(({ ok }) => !ok).length
  write(wrong === 0 ? 'Everything is well.' : `${wrong} of ${findings.length} need mending.`)
  if (wrong > 0) process.exitCode = 1
}
