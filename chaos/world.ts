import type { Agent } from 'undici'
import { type Account, type Customer, planAccounts, planCustomer } from './customers/accounts.ts'
import type { Piece } from './customers/pieces.ts'
import { openWebhookAgent, openWebhookLine, type WebhookLine } from './customers/webhook-line.ts'
import type { History } from './history.ts'
import type { Random } from './random.ts'
import { createFaultPlan } from './stand-ins/fault-plan.ts'
import type { Door } from './stand-ins/http-door.ts'
import { type Model, openModel } from './stand-ins/model.ts'
import { openTelegram } from './stand-ins/telegram.ts'
import { openWhatsApp } from './stand-ins/whatsapp.ts'

/** Everything that is not Parley: accounts and customers, the providers and the model. */
export interface World {
  accounts: Account[]
  customers: Customer[]
  lines: Map<Account, WebhookLine>
  model: Model
  refusals: { status: number; body: string }[]
  /** The settings by which one of Parley's processes finds the stand-ins. */
  settings(process: string): Record<string, string>
  /** Where Parley's web processes are, once they run. */
  aim(webUrl: () => string): void
  /** From now on everybody answers, and what hangs is let go. */
  heal(): void
  readonly unacknowledged: number
  close(): Promise<void>
}

interface Options {
  history: History
  random: Random
  faults: number
  shops: number
  whatsapp: number
  telegram: number
  customers: number
  haste: number
  spellsEveryMs: readonly [number, number]
  slowStatuses: number
  /** Names of Parley's processes. */
  processes: readonly string[]
}

export async function createWorld(options: Options): Promise<World> {
  const { history, random } = options
  const accounts = planAccounts(options.shops, options.whatsapp, options.telegram)
  const customers = Array.from({ length: options.customers }, (_, index) =>
    planCustomer(accounts[index % accounts.length] as Account, index + 1),
  )
  const byRecipient = new Map(
    customers.flatMap((customer) => [customer.phone, customer.userId ?? []].flat().map((id) => [id, customer] as const)),
  )
  const faults = createFaultPlan(random.fork('faults'), options.faults, options.spellsEveryMs)
  const refusals: World['refusals'] = []
  let webUrl = (): string => 'http://127.0.0.1:9'
  const dispatcher: Agent = openWebhookAgent()
  const services = {
    dispatcher,
    haste: options.haste,
    webUrl: () => webUrl(),
    onRefused: (status: number, body: string) => void refusals.push({ status, body }),
  }
  const lines = new Map(accounts.map((account) => [account, openWebhookLine(account, { ...services, random: random.fork(account.key) })]))
  const offer = (piece: Piece, delayMs: number): void => lines.get(piece.account)?.offer(piece, delayMs)
  const { processes } = options
  const shared = { history, faults, accounts, customers: byRecipient, processes }
  const whatsapp = await openWhatsApp({ ...shared, random: random.fork('whatsapp'), slowStatuses: options.slowStatuses, offer })
  const telegram = await openTelegram({ ...shared, random: random.fork('telegram') })
  const model = await openModel(random.fork('model'), options.faults / 2)
  const doors: Door[] = [whatsapp, telegram, model]
  return {
    accounts,
    customers,
    lines,
    model,
    refusals,
    settings: (process) => ({
      META_GRAPH_URL: whatsapp.urlFor(process),
      TELEGRAM_API_URL: telegram.urlFor(process),
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: 'sk-chaos',
      AI_MODEL: 'chaos',
    }),
    aim: (target) => {
      webUrl = target
    },
    heal: () => {
      faults.heal()
      model.heal()
      for (const door of doors) door.dropOpen()
      for (const line of lines.values()) line.hurry()
    },
    get unacknowledged() {
      return [...lines.values()].reduce((sum, line) => sum + line.waiting, 0)
    },
    close: async () => {
      for (const line of lines.values()) line.stop()
      await Promise.all([dispatcher.destroy(), ...doors.map((door) => door.close())])
    },
  }
}
