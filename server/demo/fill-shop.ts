import type { ApiServer, Deps } from '../platform/module.ts'
import type { Customer } from './customers/customer.ts'
import { telegramCustomer } from './customers/telegram-customer.ts'
import { websiteVisitor } from './customers/website-visitor.ts'
import { whatsAppCustomer } from './customers/whatsapp-customer.ts'
import { type DemoState, numberNames, saveDemoState } from './demo-state.ts'
import { playScene } from './play-scene.ts'
import { type Scene, sceneName } from './scene.ts'
import { scenes } from './scenes/index.ts'
import { type Doors, fillKnowledge, gatherTeam, hireAgents, openDoors, setReplyDelay, type Team } from './set-up-shop.ts'
import { type DemoEmulators, provisionOf } from './start-emulators.ts'

export interface Filling {
  deps: Deps
  server: ApiServer
  workspaceId: string
  emulators: DemoEmulators
  state: DemoState
  folder: string
  signal: AbortSignal
  onProgress(done: number, all: number): void
}

const atOnce = 6

/**
 * Makes the shop and plays what its customers and its team have said to each other, everything by the ways of real ones. What is there already
 * stays, so that a demo that was killed meanwhile goes on where it was.
 * @returns the scenes that did not come to their end
 */
export async function fillShop(filling: Filling): Promise<string[]> {
  const { server, state, folder, deps, signal } = filling
  const team = await gatherTeam(server, state)
  const agents = await hireAgents(team.owner, await fillKnowledge(team.owner, signal))
  const doors = await openDoors(team.owner, state, agents)
  state.numbers.shop.channelId = doors.whatsapp
  state.numbers.wholesale.channelId = doors.wholesale
  state.bot.channelId = doors.telegram
  saveDemoState(folder, state)
  for (const name of numberNames) await filling.emulators.whatsapp.provision(provisionOf(deps.config, state, name))
  const failed = await playAll(filling, team, doors)
  await setReplyDelay(team.owner, [agents.shop, agents.wholesale])
  state.isFilled = true
  saveDemoState(folder, state)
  return failed
}

async function playAll(filling: Filling, team: Team, doors: Doors): Promise<string[]> {
  const { state, folder, deps, workspaceId, signal } = filling
  const waiting = scenes.filter((scene) => !state.played.includes(sceneName(scene)))
  const failed: string[] = []
  await clearHalfPlayed(team, waiting)
  const patienceMs = deps.config.ai.name === undefined ? 60_000 : 15_000
  const playNext = async (): Promise<void> => {
    for (let scene = waiting.shift(); scene !== undefined; scene = waiting.shift()) {
      const channelId = scene.door === 'website' ? doors.website.id : doors[scene.door]
      try {
        const customer = await enter(filling, doors, scene)
        await playScene({ deps, workspaceId, team, channelId, patienceMs, signal }, scene, customer)
      } catch (error) {
        signal.throwIfAborted()
        deps.log.warn({ err: error, door: scene.door }, 'a scene of the demo did not come to its end')
        failed.push(sceneName(scene))
      }
      state.played.push(sceneName(scene))
      saveDemoState(folder, state)
      filling.onProgress(state.played.length, scenes.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, playNext))
  return failed
}

/** A scene that was broken off begins anew, with a person whom nobody has met. */
async function clearHalfPlayed({ owner }: Team, waiting: readonly Scene[]): Promise<void> {
  const names = new Set(waiting.map(({ customer }) => customer.name))
  const { data } = await owner.ask<{ data: { id: string; name: string | null }[] }>('GET', 'contacts?limit=100')
  for (const { id, name } of data) if (name !== null && names.has(name)) await owner.ask('DELETE', `contacts/${id}`)
}

async function enter({ emulators, server, state }: Filling, doors: Doors, { door, customer }: Scene): Promise<Customer> {
  switch (door) {
    case 'whatsapp':
      return whatsAppCustomer(emulators.whatsapp, state.numbers.shop.phoneNumberId, customer)
    case 'wholesale':
      return whatsAppCustomer(emulators.whatsapp, state.numbers.wholesale.phoneNumberId, customer)
    case 'telegram':
      return telegramCustomer(emulators.telegram, customer)
    case 'website':
      return websiteVisitor(server, doors.website.widgetKey, customer)
  }
}
