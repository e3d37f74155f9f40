import { z } from 'zod'
import { verifyCallback } from '../meta/verify-callback.ts'
import type { Account, App, Platform } from './platform.ts'
import { knownFields, objectOf, type WebhookObject } from './webhook-fields.ts'

const digits = z.string().regex(/^\d+$/)
const instagramFacts = { id: digits, username: z.string().min(1), name: z.string().min(1), scopes: z.array(z.string()).optional() }

export const provisionSchema = z.strictObject({
  app: z.strictObject({
    id: digits,
    secret: z.string().min(1),
    name: z.string().optional(),
    instagramAppId: digits.optional(),
    instagramSecret: z.string().min(1).optional(),
    signsInstagramWith: z.enum(['app', 'instagram']).optional(),
    redirectUris: z.array(z.url()).optional(),
    deauthorizeUrl: z.url().optional(),
    deletionUrl: z.url().optional(),
    requiresProof: z.boolean().optional(),
    /** The app's callback. With it the app hears everything of the accounts below at once, as after connecting. */
    webhookUrl: z.url().optional(),
    verifyToken: z.string().optional(),
    /** Perform the GET handshake with `verifyToken` now, and fail if it fails. */
    verify: z.boolean().optional(),
  }),
  /** Facebook pages with the app's token for them, and the Instagram account behind each (Facebook login). */
  pages: z
    .array(
      z.strictObject({
        id: digits,
        name: z.string().min(1),
        username: z.string().optional(),
        accessToken: z.string().min(1),
        scopes: z.array(z.string()).optional(),
        defaultAppId: digits.optional(),
        instagram: z.strictObject(instagramFacts).omit({ scopes: true }).optional(),
      }),
    )
    .optional(),
  /** Instagram accounts by themselves (Instagram login). */
  instagram: z
    .array(
      z.strictObject({ ...instagramFacts, accessToken: z.string().min(1), scopedId: digits.optional(), defaultAppId: digits.optional() }),
    )
    .optional(),
})
export type MetaProvision = z.infer<typeof provisionSchema>

const pageScopes = [
  'pages_messaging',
  'pages_manage_metadata',
  'pages_show_list',
  'pages_read_engagement',
  'instagram_basic',
  'instagram_manage_messages',
]
const instagramScopes = ['instagram_business_basic', 'instagram_business_manage_messages']

/** Makes an app and its accounts exist, or changes them; what is not given again is kept. */
export async function provisionMeta(platform: Platform, input: MetaProvision): Promise<{ ok: true }> {
  const { app: given, pages = [], instagram = [] } = provisionSchema.parse(input)
  if (given.verify && given.webhookUrl) {
    const problem = await verifyCallback(given.webhookUrl, given.verifyToken ?? '')
    if (problem !== undefined) throw new Error(`the callback could not be verified: ${problem}`)
  }
  const app = provisionApp(platform, given)
  const own = [
    ...pages.map((page) => provisionPage(platform, app, page)),
    ...instagram.map((one) => provisionInstagram(platform, app, one)),
  ]
  if (given.webhookUrl === undefined) return { ok: true }
  for (const object of ['page', 'instagram'] satisfies WebhookObject[]) {
    app.webhooks.set(object, { url: given.webhookUrl, fields: new Set(knownFields[object]) })
  }
  for (const account of own) account.subscriptions.set(app.id, new Set(knownFields[objectOf[account.product]]))
  return { ok: true }
}

function provisionApp(platform: Platform, given: MetaProvision['app']): App {
  const app: App = {
    id: given.id,
    secret: given.secret,
    name: given.name ?? 'Emulated app',
    instagramAppId: given.instagramAppId ?? given.id,
    instagramSecret: given.instagramSecret ?? given.secret,
    signsInstagramWith: given.signsInstagramWith ?? 'app',
    webhooks: platform.apps.get(given.id)?.webhooks ?? new Map(),
    redirectUris: given.redirectUris,
    deauthorizeUrl: given.deauthorizeUrl,
    deletionUrl: given.deletionUrl,
    requiresProof: given.requiresProof ?? false,
  }
  platform.apps.set(app.id, app)
  return app
}

type Facts = Pick<Account, 'product' | 'id' | 'name'> & Partial<Account>

function putAccount(platform: Platform, facts: Facts): Account {
  const fresh: Account = {
    username: undefined,
    category: 'Shopping & retail',
    scopedId: facts.id,
    pageId: undefined,
    instagramId: undefined,
    subscriptions: new Map(),
    defaultAppId: undefined,
    isBlockedByPolicy: false,
    throttledUntil: 0,
    messengerProfile: new Map(),
    ...facts,
  }
  const account = Object.assign(platform.accounts.get(facts.id) ?? fresh, facts)
  platform.accounts.set(facts.id, account)
  return account
}

function provisionPage(platform: Platform, app: App, page: NonNullable<MetaProvision['pages']>[number]): Account {
  const { id, name, username, accessToken, scopes = pageScopes, defaultAppId, instagram } = page
  if (instagram) putAccount(platform, { product: 'instagram', ...instagram, pageId: id })
  platform.tokens.issue({
    value: accessToken,
    kind: 'page',
    appId: app.id,
    accountIds: [id],
    userId: '218471',
    scopes,
    expiresAt: null,
    isLongLived: true,
  })
  return putAccount(platform, {
    product: 'messenger',
    id,
    name,
    ...(username === undefined ? {} : { username }),
    ...(defaultAppId === undefined ? {} : { defaultAppId }),
    ...(instagram ? { instagramId: instagram.id } : {}),
  })
}

const sixtyDaysMs = 60 * 24 * 3600_000

function provisionInstagram(platform: Platform, app: App, account: NonNullable<MetaProvision['instagram']>[number]): Account {
  const { id, name, username, accessToken, scopes = instagramScopes, scopedId = `2${id.slice(1)}1`, defaultAppId } = account
  platform.tokens.issue({
    value: accessToken,
    kind: 'instagram',
    appId: app.id,
    accountIds: [id],
    userId: scopedId,
    scopes,
    expiresAt: platform.clock() + sixtyDaysMs,
    isLongLived: true,
  })
  const routing = defaultAppId === undefined ? {} : { defaultAppId }
  return putAccount(platform, { product: 'instagram', id, name, username, scopedId, ...routing })
}
