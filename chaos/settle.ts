import { setTimeout as sleep } from 'node:timers/promises'
import { type History, now } from './history.ts'
import type { Installation } from './installation/installation.ts'
import { all } from './read-record.ts'
import type { Shop } from './set-up-shops.ts'
import type { World } from './world.ts'

interface Options {
  world: World
  installation: Installation
  history: History
  shops: readonly Shop[]
  quietMs: number
  signal: AbortSignal
}

const patienceMs = 240_000

/** Waits until nothing moves any more; gives back to the AI what a person or a handover still holds; waits again. */
export async function settle(options: Options): Promise<void> {
  await untilQuiet(options)
  if ((await releaseAll(options)) > 0) await untilQuiet(options)
}

async function untilQuiet({ world, installation, history, quietMs, signal }: Options): Promise<void> {
  const deadline = now() + patienceMs
  let lastMove = now()
  let before = ''
  while (now() < deadline && !signal.aborted) {
    const state = `${world.unacknowledged} ${history.sends.length} ${world.model.calls}`
    // Where somebody is still starting, silence means nothing.
    const isComplete = installation.processes.every((process) => process.readyForMs > 0)
    if (state !== before || world.unacknowledged > 0 || !isComplete) lastMove = now()
    before = state
    if (now() - lastMove > quietMs) return
    await sleep(200)
  }
  signal.throwIfAborted()
}

interface Held {
  id: string
  channelId: string
  contact: { name: string | null }
}

async function releaseAll({ history, shops }: Options): Promise<number> {
  let released = 0
  for (const { api } of shops) {
    for (const handler of ['user', 'none']) {
      const held = await all<Held>(api, `/api/v1/conversations?status=all&handler=${handler}`)
      for (const { id, channelId, contact } of held) {
        const startedAt = now()
        await api.insist('POST', `/api/v1/conversations/${id}/release`)
        const customer = /^Customer (\S+)$/.exec(contact.name ?? '')?.[1] ?? null
        history.actions.push({
          kind: 'release',
          channelId,
          agentId: null,
          customer,
          conversationId: id,
          contactId: null,
          startedAt,
          confirmedAt: now(),
          text: null,
          messageId: null,
        })
        released += 1
      }
    }
  }
  return released
}
