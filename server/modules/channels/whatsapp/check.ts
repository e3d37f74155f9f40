import { checkClock } from '../check-clock.ts'
import { failedCheck } from '../failed-check.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../json-value.ts'
import { appOfChannel, checkAppSecret, checkToken, type GraphOptions, inspectToken, type OwnApp } from '../meta/index.ts'
import { alone, type Surroundings } from '../surroundings.ts'
import { call, isRegistered, readNumber, type WhatsAppConnection, webhooksOf } from './number.ts'

export interface WhatsAppOptions extends GraphOptions {
  /** The installation's own Meta app. */
  app?: OwnApp | undefined
  now(): number
}

/** What the token has to allow. */
const neededScopes = ['whatsapp_business_messaging', 'whatsapp_business_management']

export async function checkWhatsApp(
  options: WhatsAppOptions,
  connection: WhatsAppConnection,
  around: Surroundings = alone(connection),
): Promise<HealthCheck[]> {
  let number: JsonObject = {}
  const token = await attempt('Access token', async () => {
    number = await readNumber(options, connection)
    return {
      ok: true,
      detail: `${asText(number.verified_name, 300) ?? 'The number'} (${asText(number.display_phone_number, 40) ?? 'no number shown'})`,
    }
  })
  if (!token.ok) return [token]
  const { credentials, settings } = connection
  const facts = await inspectToken(options, appOfChannel({ appSecret: credentials.appSecret }, options.app), credentials.accessToken)
  const appSecrets = [credentials.appSecret, options.app?.appSecret]
  return [
    token,
    ...checkToken(facts, neededScopes, options.now()),
    ...(await checkAppSecret(options, { ...credentials, appSecrets, path: `/${settings.phoneNumberId}` })),
    checkRegistration(number),
    checkNumber(number),
    ...(await checkLimit(options, connection)),
    await checkWebhook(number, around),
    await attempt('Subscription', () => checkSubscription(options, connection, facts?.appId ?? null)),
    await checkAccountWebhook(number, around),
    ...(await checkClock(options.fetch, options.baseUrl, options.now)),
  ]
}

/** Other programs may be subscribed as well: only our own app brings anything here. */
async function checkSubscription(
  options: GraphOptions,
  connection: WhatsAppConnection,
  appId: string | null,
): Promise<Omit<HealthCheck, 'name'>> {
  const answer = await call(options, connection, { method: 'GET', path: `/${connection.settings.businessAccountId}/subscribed_apps` })
  const apps = asList(answer.data).map((app) => asId(asObject(asObject(app)?.whatsapp_business_api_data)?.id))
  if (apps.some((id) => appId === null || id === appId)) return { ok: true, detail: 'The business account sends its events.' }
  const detail = 'The business account is not subscribed. Press Reconnect.'
  return { ok: false, breaks: true, reconnects: true, mend: 'reconnect', detail }
}

function checkRegistration(number: JsonObject): HealthCheck {
  const name = 'Registration'
  if (isRegistered(number)) return { name, ok: true, detail: 'The number is registered for the Cloud API.' }
  const detail = 'The number is not registered for the Cloud API. Enter its PIN and press Reconnect: then it is registered.'
  return { name, ok: false, detail, breaks: true, mend: 'details' }
}

/** To how many people a day the business may write first: one figure for all its numbers (…/whatsapp/messaging-limits). */
async function checkLimit(options: GraphOptions, connection: WhatsAppConnection): Promise<HealthCheck[]> {
  const query = { fields: 'whatsapp_business_manager_messaging_limit' }
  const path = `/${connection.settings.businessAccountId}`
  const tier = await call(options, connection, { method: 'GET', path, query }).then(
    (account) => asText(account.whatsapp_business_manager_messaging_limit, 60),
    () => null,
  )
  if (tier === null) return []
  const people = tier === 'TIER_UNLIMITED' ? 'any number of' : tier.replace('TIER_', '').replace('K', ',000')
  return [{ name: 'Limit', ok: true, detail: `The business may write first to ${people} people a day, by templates.` }]
}

const words = (value: unknown) => (asText(value, 60) ?? 'unknown').toLowerCase().replaceAll('_', ' ')

/** States of a number and of its name in which something has to be done; others that come up later are only told. */
const badStates = ['DISCONNECTED', 'FLAGGED', 'RESTRICTED', 'BANNED', 'DELETED', 'RATE_LIMITED', 'UNVERIFIED']
const badNames = ['DECLINED', 'EXPIRED']

/** Its state, its quality, its name and how much it carries; what Meta does not say is not held against it. */
function checkNumber(number: JsonObject): HealthCheck {
  const state = asText(number.status, 60)
  const nameState = asText(number.name_status, 60)
  const level = asText(asObject(number.throughput)?.level, 60)
  const detail = [
    `Quality ${words(number.quality_rating)}`,
    words(number.code_verification_status),
    ...(state === null ? [] : [`state ${words(state)}`]),
    ...(nameState === null || nameState === 'NONE' ? [] : [`name ${words(nameState)}`]),
    ...(level === null ? [] : [`throughput ${words(level)}`]),
  ].join(', ')
  const ok = number.quality_rating !== 'RED' && !badStates.includes(state ?? '') && !badNames.includes(nameState ?? '')
  return { name: 'Number', ok, detail: ok ? detail : `${detail}. See Phone numbers in the WhatsApp Manager.` }
}

/** Number before account before app: the first that is set gets its messages. */
async function checkWebhook(number: JsonObject, around: Surroundings): Promise<HealthCheck> {
  const name = 'Webhook'
  const { number: own, account, app } = webhooksOf(number)
  const target = own ?? account ?? app
  const leads = target === null ? null : await around.whereTo(target)
  if (leads === 'here') return { name, ok: true, detail: 'WhatsApp sends to this channel.' }
  if (leads === null || leads === 'nowhere') {
    const detail = `WhatsApp ${leads === null ? 'has no webhook for this number' : 'sends to a channel that is gone'}. Press Reconnect.`
    return { name, ok: false, breaks: leads !== null, reconnects: true, mend: 'reconnect', detail }
  }
  return { name, ok: false, breaks: true, mend: 'reconnect', detail: 'WhatsApp sends to another address. Press Reconnect.' }
}

/** What is about the account (its templates, restrictions, an end of access) comes by its own address, or by the app's. Messages come all the same. */
async function checkAccountWebhook(number: JsonObject, around: Surroundings): Promise<HealthCheck> {
  const name = 'News of the account'
  const { account, app } = webhooksOf(number)
  const target = account ?? app
  const leads = target === null ? null : await around.whereTo(target)
  if (leads === 'here') return { name, ok: true, detail: 'What becomes of templates and of the account comes here.' }
  const found = leads === null ? 'goes nowhere' : leads === 'nowhere' ? 'goes to a channel that is gone' : 'goes to another address'
  const detail = `What becomes of templates and of the account ${found}. Press Reconnect.`
  return { name, ok: false, ...(leads === 'elsewhere' ? {} : { reconnects: true }), mend: 'reconnect', detail }
}

async function attempt(name: string, check: () => Promise<Omit<HealthCheck, 'name'>>): Promise<HealthCheck> {
  try {
    return { name, ...(await check()) }
  } catch (error) {
    return failedCheck(name, error, 'WhatsApp could not be reached.')
  }
}
