import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import { loadConfig } from './platform/config.ts'
import { AppError } from './platform/errors.ts'

// Compiled once and not at every start, which takes a quarter less time so; beside the code, where nobody can write who may not write the code.
enableCompileCache(path.join(import.meta.dirname, '../node_modules/.cache/parley'))

// What a command needs is loaded by the command: `--help` and a refused setting answer at once.
const program = new Command('parley')
  .description('Parley: every channel a business talks on, one inbox, AI agents that answer from its own words.')
  .exitOverride()

program
  .command('start')
  .description('serve the dashboard and the API, and do the work (PORT, DATA_DIR and other settings from the environment or .env)')
  .action(async () => (await import('./commands/start.ts')).start(loadConfig()))

program
  .command('demo')
  .description('the same server with a shop to look at: its own data, providers that are played, customer phones in the browser')
  .option('--folder <path>', 'where the demo keeps its data', './data-demo')
  .action(async (given) => (await import('./commands/demo.ts')).demo(given))

program
  .command('migrate')
  .description('bring the database to the newest schema')
  .action(async () => (await import('./commands/migrate.ts')).migrateDatabase(loadConfig()))

program
  .command('doctor')
  .description('check settings, database, storage, keys and channels, and say what to mend')
  .option('--channel [name]', 'ask the providers about this channel (its name or id), or about all of them')
  .option('--mail [address]', 'send a test mail to this address, or to the sender’s own')
  .action(async (given: { channel?: string | true; mail?: string | true }) => (await import('./commands/doctor.ts')).doctor(given))

program
  .command('owner')
  .description('owners of workspaces')
  .command('create')
  .description('create an account that owns the workspace; works while the server runs')
  .requiredOption('--email <address>')
  .requiredOption('--password <password>')
  .requiredOption('--workspace <name>', 'an existing workspace, or the name of a new one')
  .action(async (given) => (await import('./commands/accounts.ts')).addOwner(given))

const operator = program.command('operator').description('who runs this installation and sees the numbers of all its workspaces')

operator
  .command('add')
  .description('let an account run the installation; works while the server runs')
  .requiredOption('--email <address>')
  .action(async (given) => (await import('./commands/accounts.ts')).letOperate(given))

operator
  .command('remove')
  .description('take that away again')
  .requiredOption('--email <address>')
  .action(async (given) => (await import('./commands/accounts.ts')).letOperateNoMore(given))

operator
  .command('list')
  .description('say who runs the installation')
  .action(async () => (await import('./commands/accounts.ts')).showOperators())

program
  .command('api-key')
  .description('keys for the REST API')
  .command('create')
  .description('create a key and print it once; works while the server runs')
  .requiredOption('--workspace <name>')
  .requiredOption('--name <name>', 'what the key is for')
  .option('--role <role>', 'viewer, agent, admin or owner', 'admin')
  .action(async (given) => (await import('./commands/accounts.ts')).addApiKey(given))

// Whoever reads the output may have enough of it (`parley doctor | head`).
process.stdout.on('error', () => process.exit())

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1
  if (!(error instanceof CommanderError)) process.stderr.write(`${plainSentence(error)}\n`)
}

function plainSentence(error: unknown): string {
  if (error instanceof AppError) return error.userMessage
  return error instanceof Error ? error.message : String(error)
}
