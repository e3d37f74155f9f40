import { z } from 'zod'
import type { Answer, Exchange, Route } from '../http-server.ts'
import { verifyCallback } from '../meta/verify-callback.ts'
import { authorize, authorizeAccount, authorizeNumber, unknownObject } from './authorize.ts'
import type { Cloud, ProvisionedNumber } from './cloud.ts'
import { GraphError } from './graph-error.ts'
import { type StoredMedia, uploadedLifeMs, uploadLimit } from './media-store.ts'
import { parameters } from './parameters.ts'
import { editTemplate, findOwnTemplate, showTemplate } from './template-nodes.ts'
import type { TemplateReviews } from './template-reviews.ts'
import { templateRoutes } from './template-routes.ts'
import { appIdOf, tokenRoutes } from './token-routes.ts'
import { uploadRoutes } from './upload-routes.ts'

const version = '(?:\\/v\\d+\\.\\d+)?'
const path = (rest: string) => new RegExp(`^${version}${rest}$`)
const ok: Answer = { status: 200, json: { success: true } }

/** Everything of the Graph API but sending: numbers, subscriptions, profile, media, tokens. */
export function graphRoutes(cloud: Cloud, baseUrl: () => string, reviews: TemplateReviews): Route[] {
  return [
    ...templateRoutes(cloud, reviews),
    ...uploadRoutes(cloud),
    ...tokenRoutes(cloud),
    { method: 'GET', pattern: /^\/whatsapp_business\/attachments\/$/, handle: (exchange) => download(cloud, exchange) },
    { method: 'POST', pattern: path('\\/(\\d+)\\/media'), handle: (exchange) => upload(cloud, exchange) },
    { method: 'GET', pattern: path('\\/(\\d+)\\/phone_numbers'), handle: (exchange) => phoneNumbers(cloud, exchange) },
    { method: 'GET', pattern: path('\\/(\\d+)\\/subscribed_apps'), handle: (exchange) => subscriptions(cloud, exchange) },
    { method: 'POST', pattern: path('\\/(\\d+)\\/subscribed_apps'), handle: (exchange) => subscribe(cloud, exchange) },
    { method: 'DELETE', pattern: path('\\/(\\d+)\\/subscribed_apps'), handle: (exchange) => unsubscribe(cloud, exchange) },
    { method: 'GET', pattern: path('\\/(\\d+)\\/whatsapp_business_profile'), handle: (exchange) => readProfile(cloud, exchange) },
    { method: 'POST', pattern: path('\\/(\\d+)\\/whatsapp_business_profile'), handle: (exchange) => writeProfile(cloud, exchange) },
    { method: 'GET', pattern: path('\\/(\\d+)'), handle: (exchange) => readObject(cloud, exchange, baseUrl) },
    { method: 'POST', pattern: path('\\/(\\d+)'), handle: (exchange) => writeObject(cloud, exchange, reviews) },
    { method: 'DELETE', pattern: path('\\/(\\d+)'), handle: (exchange) => removeMedia(cloud, exchange) },
  ]
}

const id = (exchange: Exchange) => exchange.params[0] ?? ''

function numberFields(cloud: Cloud, number: ProvisionedNumber): Record<string, unknown> {
  const account = cloud.accounts.get(number.businessAccountId)
  return {
    id: number.phoneNumberId,
    verified_name: number.verifiedName,
    display_phone_number: number.displayPhoneNumber,
    code_verification_status: 'VERIFIED',
    quality_rating: number.quality ?? 'GREEN',
    platform_type: number.isRegistered === false ? 'NOT_APPLICABLE' : 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    status: number.state ?? 'CONNECTED',
    name_status: number.nameState ?? 'APPROVED',
    webhook_configuration: {
      ...(number.override ? { phone_number: number.override.url } : {}),
      ...(account?.override ? { whatsapp_business_account: account.override.url } : {}),
      ...(account?.webhookUrl ? { application: account.webhookUrl } : {}),
    },
  }
}

function pick(all: Record<string, unknown>, fields: string | null, byDefault: string[]): Record<string, unknown> {
  const wanted = fields ? fields.split(',').map((one) => one.trim()) : byDefault
  const kept = Object.fromEntries(wanted.filter((name) => name in all).map((name) => [name, all[name]]))
  return { ...kept, id: all.id }
}

const defaultNumberFields = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'webhook_configuration',
]

function readObject(cloud: Cloud, exchange: Exchange, baseUrl: () => string): Answer {
  const numbers = authorize(cloud, exchange)
  const number = numbers.find((one) => one.phoneNumberId === id(exchange))
  if (number) return { status: 200, json: pick(numberFields(cloud, number), exchange.query.get('fields'), defaultNumberFields) }
  const account = numbers.some((one) => one.businessAccountId === id(exchange))
  if (account) {
    const facts = {
      id: id(exchange),
      name: 'Business account',
      currency: 'USD',
      timezone_id: '1',
      message_template_namespace: id(exchange),
      whatsapp_business_manager_messaging_limit: 'TIER_2K',
    }
    return {
      status: 200,
      json: pick(facts, exchange.query.get('fields'), ['name', 'currency', 'timezone_id', 'message_template_namespace']),
    }
  }
  const template = findOwnTemplate(cloud, numbers, id(exchange))
  if (template) return { status: 200, json: showTemplate(template, exchange.query.get('fields')) }
  const media = ownMedia(cloud, exchange, numbers)
  return {
    status: 200,
    json: {
      messaging_product: 'whatsapp',
      url: `${baseUrl()}${cloud.media.issuePath(media)}`,
      mime_type: media.mimeType,
      sha256: media.sha256.toString('hex'),
      file_size: String(media.bytes.length),
      id: media.id,
    },
  }
}

function ownMedia(cloud: Cloud, exchange: Exchange, numbers: ProvisionedNumber[]): StoredMedia {
  const media = cloud.media.find(id(exchange))
  const asked = exchange.query.get('phone_number_id')
  const owned = media && numbers.some((one) => one.phoneNumberId === media.phoneNumberId)
  if (!media || !owned || (asked !== null && asked !== media.phoneNumberId)) throw unknownObject(id(exchange), exchange)
  return media
}

function download(cloud: Cloud, exchange: Exchange): Answer {
  const numbers = authorize(cloud, exchange)
  const media = cloud.media.openPath(exchange.query.get('hash') ?? '')
  if (!media || !numbers.some((one) => one.phoneNumberId === media.phoneNumberId))
    return { status: 404, text: 'Not found', error: 'the media url has expired' }
  return { status: 200, bytes: media.bytes, headers: { 'content-type': media.mimeType } }
}

function upload(cloud: Cloud, exchange: Exchange): Answer {
  const number = authorizeNumber(cloud, exchange, id(exchange))
  const { fields, files } = exchange.body
  if (fields.messaging_product !== 'whatsapp') throw new GraphError(100, '(#100) The parameter messaging_product is required.')
  const file = files.find((one) => one.field === 'file')
  if (!file) throw new GraphError(100, '(#100) The parameter file is required.')
  const mimeType = fields.type ?? file.mimeType
  const limit = uploadLimit(mimeType)
  if (limit === undefined)
    throw new GraphError(100, `Param file must be a file with a supported type. Received file of type '${mimeType}'.`)
  if (file.bytes.length === 0 || file.bytes.length > limit)
    throw new GraphError(131053, `a file of ${file.bytes.length} bytes cannot be taken as ${mimeType}`)
  const media = cloud.media.add(
    { phoneNumberId: number.phoneNumberId, mimeType, filename: file.filename, bytes: file.bytes },
    uploadedLifeMs,
  )
  return { status: 200, json: { id: media.id } }
}

function removeMedia(cloud: Cloud, exchange: Exchange): Answer {
  const media = ownMedia(cloud, exchange, authorize(cloud, exchange))
  cloud.media.remove(media.id)
  return ok
}

function phoneNumbers(cloud: Cloud, exchange: Exchange): Answer {
  const account = authorizeAccount(cloud, exchange, id(exchange))
  const own = [...cloud.numbers.values()].filter((one) => one.businessAccountId === account.id)
  const data = own.map((one) => pick(numberFields(cloud, one), exchange.query.get('fields'), defaultNumberFields))
  return { status: 200, json: { data, paging: { cursors: { before: 'QVFI', after: 'QVFI' } } } }
}

function subscriptions(cloud: Cloud, exchange: Exchange): Answer {
  const account = authorizeAccount(cloud, exchange, id(exchange))
  const app = (appId: string, name: string) => ({
    whatsapp_business_api_data: { id: appId, link: `https://www.facebook.com/games/?app_id=${appId}`, name },
  })
  const override = account.override ? { override_callback_uri: account.override.url } : {}
  const own = account.subscribed ? [{ ...app(appIdOf(cloud), 'Emulated app'), ...override }] : []
  return { status: 200, json: { data: [...own, ...(account.otherApps ?? []).map((other) => app(other, 'Another app'))] } }
}

const overrideSchema = z.object({ override_callback_uri: z.url().max(200), verify_token: z.string().min(1) })

async function subscribe(cloud: Cloud, exchange: Exchange): Promise<Answer> {
  const account = authorizeAccount(cloud, exchange, id(exchange))
  const input = parameters(exchange)
  account.override = 'override_callback_uri' in input ? await verifiedOverride(input) : undefined
  account.subscribed = true
  return ok
}

async function verifiedOverride(input: unknown): Promise<{ url: string; verifyToken: string }> {
  const parsed = overrideSchema.safeParse(input)
  if (!parsed.success) throw new GraphError(100, z.prettifyError(parsed.error))
  const { override_callback_uri: url, verify_token: verifyToken } = parsed.data
  const problem = await verifyCallback(url, verifyToken)
  if (problem !== undefined) throw new GraphError(2200, `Callback verification failed with the following errors: ${problem}`)
  return { url, verifyToken }
}

function unsubscribe(cloud: Cloud, exchange: Exchange): Answer {
  const account = authorizeAccount(cloud, exchange, id(exchange))
  account.subscribed = false
  account.override = undefined
  return ok
}

async function writeObject(cloud: Cloud, exchange: Exchange, reviews: TemplateReviews): Promise<Answer> {
  const template = findOwnTemplate(cloud, authorize(cloud, exchange), id(exchange))
  if (template) return editTemplate(cloud, template, parameters(exchange), reviews)
  const number = authorizeNumber(cloud, exchange, id(exchange))
  const configuration = parameters(exchange).webhook_configuration
  const cleared =
    typeof configuration === 'object' &&
    configuration !== null &&
    'override_callback_uri' in configuration &&
    configuration.override_callback_uri === ''
  if (configuration !== undefined) number.override = cleared ? undefined : await verifiedOverride(configuration)
  return ok
}

const profileSchema = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  about: z.string().min(1).max(139).optional(),
  address: z.string().max(256).optional(),
  description: z.string().max(512).optional(),
  email: z.email().max(128).optional(),
  vertical: z.string().optional(),
  websites: z.array(z.url().max(256)).max(2).optional(),
  profile_picture_handle: z.string().optional(),
})

function readProfile(cloud: Cloud, exchange: Exchange): Answer {
  const number = authorizeNumber(cloud, exchange, id(exchange))
  const wanted = exchange.query.get('fields')?.split(',') ?? Object.keys(number.profile)
  const kept = Object.fromEntries(wanted.filter((name) => name in number.profile).map((name) => [name, number.profile[name]]))
  return { status: 200, json: { data: [{ ...kept, messaging_product: 'whatsapp' }] } }
}

function writeProfile(cloud: Cloud, exchange: Exchange): Answer {
  const number = authorizeNumber(cloud, exchange, id(exchange))
  const parsed = profileSchema.safeParse(exchange.body.json)
  if (!parsed.success) throw new GraphError(100, z.prettifyError(parsed.error))
  const { messaging_product, profile_picture_handle, ...profile } = parsed.data
  Object.assign(number.profile, profile)
  return ok
}
