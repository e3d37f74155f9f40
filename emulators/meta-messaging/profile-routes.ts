import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorizeAccount, requireScope } from './authorize.ts'
import { MetaError, subcodes } from './graph-error.ts'
import { listOf, parameters } from './parameters.ts'
import type { Account, Platform } from './platform.ts'
import { profileFields, profileSchemas } from './profile-schema.ts'
import { readParameters } from './refuse-issue.ts'
import { messagingScope } from './send-message.ts'

const done: Answer = { status: 200, json: { result: 'success' } }

/** What stands around a conversation: Get Started, greeting, menu, questions to begin with (…/messenger-profile-api). */
export function profileRoutes(platform: Platform): Route[] {
  const pattern = /^(?:\/v\d+\.\d+)?\/(\d+|me)\/messenger_profile$/
  return [
    { method: 'GET', pattern, handle: (exchange) => readProfile(profileAccount(platform, exchange), exchange) },
    { method: 'POST', pattern, handle: (exchange) => writeProfile(profileAccount(platform, exchange), exchange) },
    { method: 'DELETE', pattern, handle: (exchange) => removeProfile(profileAccount(platform, exchange), exchange) },
  ]
}

/** `platform=instagram` means the Instagram account behind the page. */
function profileAccount(platform: Platform, exchange: Exchange): Account {
  const { token, account } = authorizeAccount(platform, exchange)
  requireScope(token, messagingScope)
  const wantsLinked = parameters(exchange).platform === 'instagram' && account.product === 'messenger'
  const meant = wantsLinked ? platform.accounts.get(account.instagramId ?? '') : account
  if (!meant) throw new MetaError(100, 'The page has no Instagram account')
  if (!platform.limits.admitProfileCall(meant.id)) throw new MetaError(613)
  return meant
}

function readProfile({ product, messengerProfile }: Account, exchange: Exchange): Answer {
  const fields = listOf(exchange.query.get('fields'))
  if (fields.length === 0) throw new MetaError(100, 'The parameter fields is required.')
  checkFields(product, fields)
  const found = Object.fromEntries(fields.filter((name) => messengerProfile.has(name)).map((name) => [name, messengerProfile.get(name)]))
  return { status: 200, json: { data: Object.keys(found).length > 0 ? [found] : [] } }
}

function checkFields(product: Account['product'], fields: string[]): void {
  const index = fields.findIndex((name) => !profileFields[product].has(name))
  if (index !== -1) throw new MetaError(100, `Param fields[${index}] must be one of {${[...profileFields[product]].join(', ')}}`)
}

function writeProfile({ product, messengerProfile }: Account, exchange: Exchange): Answer {
  const { platform: _platform, ...given } = readParameters<Record<string, unknown>>(profileSchemas[product], parameters(exchange))
  const startsSomehow = 'get_started' in given || messengerProfile.has('get_started')
  // A menu needs a way into the conversation; Instagram has no such button.
  if ('persistent_menu' in given && product === 'messenger' && !startsSomehow) throw getStartedNeeded()
  for (const [name, value] of Object.entries(given)) if (value !== undefined) messengerProfile.set(name, value)
  return done
}

function removeProfile({ product, messengerProfile }: Account, exchange: Exchange): Answer {
  const fields = listOf(parameters(exchange).fields)
  if (fields.length === 0) throw new MetaError(100, 'The parameter fields is required.')
  checkFields(product, fields)
  const keepsMenu = messengerProfile.has('persistent_menu') && !fields.includes('persistent_menu')
  if (fields.includes('get_started') && keepsMenu) throw getStartedNeeded()
  for (const name of fields) messengerProfile.delete(name)
  return done
}

function getStartedNeeded(): MetaError {
  return new MetaError(100, 'A persistent menu needs a Get Started button', subcodes.getStartedMissing)
}
