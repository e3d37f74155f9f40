import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { type GraphError, type OwnApp, ownFacebookApp } from '../meta/index.ts'
import { whatsAppCapabilities } from './capabilities.ts'
import { checkWhatsApp, connectWhatsApp, disconnectWhatsApp } from './connect.ts'
import { downloadWhatsApp } from './download.ts'
import { explainCode, explainWhatsApp } from './explain.ts'
import { parseWhatsApp } from './parse.ts'
import { renderWhatsApp } from './render.ts'
import { restoreWhatsApp } from './restore.ts'
import { markWhatsAppRead, sendWhatsApp } from './send.ts'
import {
  type WhatsAppCredentials,
  type WhatsAppSettings,
  whatsAppCredentialsSchema,
  whatsAppFields,
  whatsAppSettingsSchema,
} from './settings.ts'
import { showWhatsAppCall } from './show-call.ts'
import { whatsAppSignIn } from './sign-in.ts'
import { manageWhatsAppTemplates } from './templates/manage-templates.ts'
import { verifyWhatsApp } from './verify.ts'

export interface WhatsAppAdapterOptions {
  fetch: TextFetch
  /** For files. */
  fetchMedia: typeof fetch
  baseUrl?: string
  apiVersion?: string
  clock: Clock
  /** The installation's own Meta app, used where a channel brings none. */
  app?: OwnApp
}

const pace = { perSecond: 80, burst: 80 }
const paceWithPhone = { perSecond: 20, burst: 20 }

/** WhatsApp by Meta's Cloud API. Sources: developers.facebook.com/documentation/business-messaging/whatsapp, as of 2026-08. */
export function createWhatsAppAdapter(given: WhatsAppAdapterOptions): ChannelAdapter<WhatsAppSettings, WhatsAppCredentials> {
  const options = {
    provider: 'whatsapp',
    explain: ({ code, ...rest }: GraphError) => explainCode(code, rest),
    fetch: given.fetch,
    fetchMedia: given.fetchMedia,
    baseUrl: given.baseUrl ?? 'https://graph.facebook.com',
    apiVersion: given.apiVersion ?? 'v25.0',
    now: () => given.clock.now().getTime(),
    app: given.app,
  }
  const app = ownFacebookApp(given.app)
  const configId = given.app?.signupConfigId
  return {
    type: 'whatsapp',
    title: 'WhatsApp',
    sign: {
      icon: 'M4 20l1.3-4.2A8 8 0 1 1 8.2 18.7zM9 8.4c-.7 2.7 3.9 7.3 6.6 6.6l.7-1.6-2.1-1.3-1 .8c-.9-.4-1.8-1.3-2.2-2.2l.8-1-1.2-2z',
      color: '#25d366',
    },
    capabilities: whatsAppCapabilities,
    settings: whatsAppSettingsSchema,
    credentials: whatsAppCredentialsSchema,
    fields: whatsAppFields,
    generateCredentials: () => ({
      verifyToken: randomBytes(24).toString('base64url'),
      ...(given.app?.appSecret ? { appSecret: given.app.appSecret } : {}),
    }),
    accountId: ({ settings }) => settings.phoneNumberId,
    connect: (connection) => connectWhatsApp(options, connection),
    disconnect: (connection) => disconnectWhatsApp(options, connection),
    health: (connection) => checkWhatsApp(options, connection),
    verify: verifyWhatsApp,
    parse: (request, connection) => parseWhatsApp(request, connection, options.now()),
    restore: restoreWhatsApp,
    render: renderWhatsApp,
    show: showWhatsAppCall,
    send: (call, connection, files, signal) => sendWhatsApp(options, call, connection, files, signal),
    download: (media, connection, signal) => downloadWhatsApp(options, media, connection, signal),
    typing: async ({ lastMessageExternalId }, connection) => {
      if (lastMessageExternalId) await markWhatsAppRead(options, lastMessageExternalId, connection, true)
    },
    markRead: ({ lastMessageExternalId }, connection) => markWhatsAppRead(options, lastMessageExternalId, connection, false),
    templates: manageWhatsAppTemplates(options),
    signIn:
      app && configId ? whatsAppSignIn({ ...options, dialogUrl: given.baseUrl ?? 'https://www.facebook.com', app, configId }) : undefined,
    explain: explainWhatsApp,
    // A mark of reading goes with each (…/whatsapp/typing-indicators): no more of them than needed.
    typingMs: 25_000,
    // 80 messages a second a number, 20 where its owner goes on using it on a phone (…/whatsapp/throughput).
    pace,
    paceOf: ({ settings }) => (settings.isOnPhone ? paceWithPhone : pace),
    // `sent` follows within seconds and carries our callback data.
    // Statuses come within a second or two; whoever waits for an answer that was never sent waits this long for it.
    reconcileMs: 8_000,
  }
}
