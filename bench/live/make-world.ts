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
  /** The number that customers write to, by signed webhooks. */
  webhook: { path: string; appSecret: string; phoneNumberId: string; businessAccountId: string }
}

const appSecret = 'bench_app_secret'
export const password = 'a good long password'

/** Workspaces with a website chat and a WhatsApp number each, in a data folder that nobody serves yet. @param env addresses of stand-ins */
export async function makeWorld(dataDir: string, count: number, env: Record<string, string>): Promise<Place[]> {
  const config = loadConfig({ ...env, DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, { envFile: path.join(dataDir, '.env') })
  // The stand-in does not know the numbers: they cannot send, and nothing is sent.
  const { deps, close } = await openDeps(config, createLogger({ level: 'fatal' }))
  try {
    const places: Place[] = []
    for (let number = 0; number < count; number += 1) {
      const email = `owner-${number}@example.test`
      const { workspaceId, userId } = await createOwner(deps, { email, password, name: 'Owner', workspaceName: `Shop ${number}` })
      const access: Access = { workspaceId, role: 'owner', actor: { type: 'user', id: userId, name: 'Owner', email } }
      const channel = await createChannel(deps, access, { type: 'webchat', name: 'Website', config: {}, credentials: {} })
      const { key: apiKey } = await createApiKey(deps, { workspaceId, name: 'bench', role: 'owner' })
      const phoneNumberId = String(100_200_300 + number)
      const businessAccountId = `9${phoneNumberId}`
      const phone = await createChannel(deps, access, {
        type: 'whatsapp',
        name: 'Shop',
        config: { phoneNumberId, businessAccountId },
        credentials: { accessToken: 'EAAG-bench', appSecret, verifyToken: 'verify-me' },
      })
      const webhook = { path: `/webhooks/whatsapp/${phone.id}`, appSecret, phoneNumberId, businessAccountId }
      places.push({ workspaceId, apiKey, email, widgetKey: channel.widget_key ?? '', webhook })
    }
    return places
  } finally {
    await close()
  }
}
