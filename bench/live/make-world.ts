import path from 'node:path'
import { createChannel } from '../../server/modules/channels/index.ts'
import { createApiKey, createOwner } from '../../server/modules/workspaces/index.ts'
import { openDeps } from '../../server/open-deps.ts'
import { loadConfig } from '../../server/platform/config.ts'
import { createLogger } from '../../server/platform/log.ts'
import type { Access } from '../../server/platform/module.ts'

export interface Place {
  workspaceId: string
  apiKey: string
  email: string
  widgetKey: string
}

export const password = 'a good long password'

/** Workspaces with a website chat each, in a data folder that nobody serves yet. */
export async function makeWorld(dataDir: string, count: number): Promise<Place[]> {
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, { envFile: path.join(dataDir, '.env') })
  const { deps, close } = await openDeps(config, createLogger({ level: 'warn' }))
  try {
    const places: Place[] = []
    for (let number = 0; number < count; number += 1) {
      const email = `owner-${number}@example.test`
      const { workspaceId, userId } = await createOwner(deps, { email, password, name: 'Owner', workspaceName: `Shop ${number}` })
      const access: Access = { workspaceId, role: 'owner', actor: { type: 'user', id: userId, name: 'Owner', email } }
      const channel = await createChannel(deps, access, { type: 'webchat', name: 'Website', config: {}, credentials: {} })
      const { key: apiKey } = await createApiKey(deps, { workspaceId, name: 'bench', role: 'owner' })
      places.push({ workspaceId, apiKey, email, widgetKey: channel.widget_key ?? '' })
    }
    return places
  } finally {
    await close()
  }
}
