import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createChannel } from '../../server/modules/channels/index.ts'
import { createApiKey, createOwner } from '../../server/modules/workspaces/index.ts'
import { createDeps } from '../../server/open-deps.ts'
import { loadConfig } from '../../server/platform/config.ts'
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLogger } from '../../server/platform/log.ts'
import { migrate } from '../../server/platform/migrate.ts'
import type { Access, Deps } from '../../server/platform/module.ts'
import { fillHistory } from './fill-history.ts'
import type { HistoryWorkspace } from './timeline.ts'

/** A workspace of the history, and how to get in. */
export interface KnownWorkspace extends HistoryWorkspace {
  name: string
  apiKey: string
  email: string
  password: string
  /** The owner, who is the first member. */
  userId: string
}

export interface HistoryFolder {
  /** DATA_DIR of a Parley that has this history. */
  dataDir: string
  messages: number
  conversations: number
  /** The first has nearly everything, the last very little. */
  workspaces: KnownWorkspace[]
  /** A conversation of the first workspace in which one message in a hundred was written. */
  longestThreadId: string
}

const password = 'a good long password'
const neighbours = 12

/**
 * A data folder with a history, made at the first call and kept in the temporary folder for the next (10 million messages: some 10 GB).
 * It can be used again and again as long as the schema only moves forward; `rm -r` it to get a new one.
 */
export async function historyFolder(options: {
  messages: number
  conversations: number
  onProgress?: (line: string) => void
}): Promise<HistoryFolder> {
  const { messages, conversations } = options
  const dataDir = path.join(os.tmpdir(), `parley-bench-history-${messages}-${conversations}`)
  const note = path.join(dataDir, 'history.json')
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as HistoryFolder
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, { envFile: path.join(dataDir, '.env') })
  const log = createLogger({ level: 'warn' })
  // Whoever cannot finish begins anew: nothing here needs to survive a crash.
  const settings = { fsync: 'off', full_page_writes: 'off', max_wal_size: '4GB', autovacuum: 'off' }
  const postgres = await startEmbeddedPostgres({ dataDir, log, settings })
  try {
    const owner = { ...postgres.connection, loginRoles: true }
    await migrate(owner)
    const { deps, close } = await createDeps(config, log, owner)
    const workspaces = await makeWorkspaces(deps)
    await close()
    const { longestThreadId } = await fillHistory(owner, { ...options, workspaces })
    const folder: HistoryFolder = { dataDir, messages, conversations, workspaces, longestThreadId }
    await writeFile(`${note}.new`, JSON.stringify(folder, null, 2))
    await rename(`${note}.new`, note)
    return folder
  } finally {
    await postgres.stop()
  }
}

async function makeWorkspaces(deps: Deps): Promise<KnownWorkspace[]> {
  const made: KnownWorkspace[] = []
  for (let number = 0; number <= neighbours; number += 1) {
    const name = number === 0 ? 'Big' : `Neighbour ${number}`
    const email = `owner-${number}@example.test`
    const { workspaceId, userId } = await createOwner(deps, { email, password, name: 'Owner', workspaceName: name })
    const access: Access = { workspaceId, role: 'owner', actor: { type: 'user', id: userId, name: 'Owner', email } }
    const channelIds: string[] = []
    for (const channel of number === 0 ? ['Website', 'Shop', 'Help'] : ['Website'])
      channelIds.push((await createChannel(deps, access, { type: 'webchat', name: channel, config: {}, credentials: {} })).id)
    const { key: apiKey } = await createApiKey(deps, { workspaceId, name: 'bench', role: 'owner' })
    const memberIds = [userId, ...Array.from({ length: number === 0 ? 7 : 1 }, () => newId())]
    // Three in a hundred are the neighbours', each with two thirds of the one before.
    const share = number === 0 ? 0.97 : (0.01 * (2 / 3) ** (number - 1)) / (1 - (2 / 3) ** neighbours)
    made.push({ workspaceId, channelIds, memberIds, agentId: newId(), share, name, apiKey, email, password, userId })
  }
  return made
}
