import { randomUUID } from 'node:crypto'
import { sampleByName } from '../samples/sample-media.ts'
import { fileLifeMs } from './file-store.ts'
import type { Account, App, Person, Platform } from './platform.ts'

export interface PersonInput {
  /** The person across all accounts. */
  key?: string
  /** PSID or IGSID, made up if not given. */
  id?: string
  name?: string
  username?: string
  phone?: string
  email?: string
  hidesProfile?: boolean
  hasPhoto?: boolean
}

export function findAccount(platform: Platform, id?: string): Account {
  const account = id === undefined ? [...platform.accounts.values()][0] : platform.accounts.get(id)
  if (!account) throw new Error('no such page or Instagram account has been provisioned')
  return account
}

export function findApp(platform: Platform, id?: string): App {
  const app = id === undefined ? [...platform.apps.values()][0] : platform.apps.get(id)
  if (!app) throw new Error('no such app has been provisioned')
  return app
}

/** A new person, or the known one with what is given changed. */
export function makePerson(platform: Platform, account: Account, input: PersonInput): Person {
  const known = knownPerson(platform, account, input)
  const key = known?.key ?? input.key ?? randomUUID()
  const person: Person = known ?? {
    key,
    name: input.name ?? `Customer ${platform.people.size + 1}`,
    username: undefined,
    phone: undefined,
    email: undefined,
    ids: new Map(),
    blocks: new Set(),
    hidesProfile: false,
    photoId: undefined,
  }
  const { name, username, phone, email, hidesProfile } = input
  const changes = Object.entries({ name, username, phone, email, hidesProfile }).filter(([, value]) => value !== undefined)
  Object.assign(person, Object.fromEntries(changes))
  if (input.id !== undefined) person.ids.set(account.id, input.id)
  if (input.hasPhoto) person.photoId = photoFor(platform, account)
  platform.people.set(key, person)
  return person
}

function knownPerson(platform: Platform, account: Account, { key, id }: PersonInput): Person | undefined {
  if (key !== undefined) return platform.people.get(key)
  return id === undefined ? undefined : [...platform.people.values()].find((one) => one.ids.get(account.id) === id)
}

function photoFor(platform: Platform, account: Account): string {
  const { bytes, mimeType, filename } = sampleByName('picture-mug')
  return platform.files.add({ accountId: account.id, product: account.product, bytes, mimeType, name: filename }, fileLifeMs).id
}
