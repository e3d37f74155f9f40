import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../platform/errors.ts'

const memberSchema = z.object({ name: z.string(), email: z.string(), password: z.string() })
const numberSchema = z.object({
  phoneNumberId: z.string(),
  businessAccountId: z.string(),
  accessToken: z.string(),
  appSecret: z.string(),
  verifyToken: z.string(),
  /** The channel that it was connected as. */
  channelId: z.string().nullable(),
})
const stateSchema = z.object({
  team: z.object({ owner: memberSchema, dana: memberSchema, timur: memberSchema }),
  numbers: z.object({ shop: numberSchema, wholesale: numberSchema }),
  bot: z.object({ token: z.string(), channelId: z.string().nullable() }),
  /** Names of the scenes that were played to their end. */
  played: z.array(z.string()),
  isFilled: z.boolean(),
})

/** What a demo must find again at its next start: who signs in, and by which keys its providers know it. Made up anew for each folder. */
export type DemoState = z.infer<typeof stateSchema>
export type Colleague = keyof DemoState['team']
export type NumberName = keyof DemoState['numbers']
export const numberNames = ['shop', 'wholesale'] as const satisfies readonly NumberName[]

const fileIn = (folder: string) => path.join(folder, 'demo.json')

export function openDemoState(folder: string): DemoState {
  let text: string
  try {
    text = readFileSync(fileIn(folder), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(folder, error)
    const fresh = newDemoState()
    saveDemoState(folder, fresh)
    return fresh
  }
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch (error) {
    throw unusable(folder, error)
  }
}

/** Whole or not at all: a killed demo finds the state before or the state after. */
export function saveDemoState(folder: string, state: DemoState): void {
  mkdirSync(folder, { recursive: true })
  const draft = `${fileIn(folder)}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(draft, fileIn(folder))
}

function newDemoState(): DemoState {
  const member = (name: string, address: string) => ({ name, email: `${address}@parley.local`, password: newPassword() })
  return {
    team: { owner: member('Aigerim Bekova', 'demo'), dana: member('Dana Omarova', 'dana'), timur: member('Timur Akhmetov', 'timur') },
    numbers: { shop: newNumber(), wholesale: newNumber() },
    bot: { token: `${randomInt(1_000_000_000, 9_999_999_999)}:AA${randomBytes(24).toString('base64url')}`, channelId: null },
    played: [],
    isFilled: false,
  }
}

function newNumber(): DemoState['numbers']['shop'] {
  const id = () => `1${randomInt(10_000_000_000, 99_999_999_999)}`
  return {
    phoneNumberId: id(),
    businessAccountId: id(),
    accessToken: `EAA${randomBytes(24).toString('base64url')}`,
    appSecret: randomBytes(16).toString('hex'),
    verifyToken: randomBytes(12).toString('base64url'),
    channelId: null,
  }
}

/** Readable from a terminal and typed without mistakes: no letters that look like others. */
function newPassword(): string {
  const letters = 'abcdefghkmnpqrstuvwxyz23456789'
  const part = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [part(), part(), part()].join('-')
}

function unusable(folder: string, cause: unknown): AppError {
  return new AppError('demo-state-unusable', {
    status: 500,
    cause,
    userMessage: `${fileIn(folder)} cannot be read. Delete the folder ${folder} to begin the demo anew.`,
  })
}
