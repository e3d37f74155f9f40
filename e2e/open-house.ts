import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  type MailEmulator,
  type MetaMessagingEmulator,
  type OpenAiEmulator,
  startMailEmulator,
  startMetaMessagingEmulator,
  startOpenAiEmulator,
  startTelegramEmulator,
  startWhatsAppEmulator,
  type TelegramEmulator,
  type WhatsAppEmulator,
} from '../emulators/index.ts'
import { freePort, type ParleyProcess, startParleyProcess } from '../server/testing/parley-process.ts'

export interface House {
  url: string
  whatsapp: WhatsAppEmulator
  telegram: TelegramEmulator
  openai: OpenAiEmulator
  /** Only in a house with accounts: pages and Instagram in the place of WhatsApp, whose address they share. */
  meta: MetaMessagingEmulator | null
  /** Only in a house with mail. */
  mail: MailEmulator | null
  /** What the server wrote about itself: warnings and worse, and whatever the system said. */
  log(): string
  close(): Promise<void>
}

export const owner = { name: 'Aigul Owner', email: 'aigul@shop.example', password: 'a good long password', workspace: 'Teal Kettles' }

export const shopNumber = {
  phoneNumberId: '100200300',
  businessAccountId: '900800700',
  accessToken: 'EAAG-journey',
  appSecret: 'journey_app_secret',
  displayPhoneNumber: '+1 555 000 0000',
  verifiedName: 'Teal Kettles',
}

export const shopBot = { token: '123456789:AAEjourneyjourneyjourney', username: 'teal_kettles_bot', name: 'Teal Kettles' }

/**
 * Parley as a person starts it: a process of its own with the embedded database in a fresh folder, the providers' emulators in place
 * of the providers. With `hasOwner: false` the first visit is still to come; with `hasModel: false` nobody gave it a model's key; with `hasAccounts` its operator has
 * a Meta app, and there are a page and an Instagram account to sign in with; with `hasMail` there is a mail server.
 */
export async function openHouse({ hasOwner = true, hasModel = true, hasAccounts = false, hasMail = false } = {}): Promise<House> {
  const whatsapp = await startWhatsAppEmulator({ limits: { throughput: false, pair: false } })
  const telegram = await startTelegramEmulator()
  const openai = await startOpenAiEmulator()
  await whatsapp.provision(shopNumber)
  telegram.provision(shopBot)
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-journey-'))
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const meta = hasAccounts ? await openAccounts(url) : null
  const mail = hasMail ? await startMailEmulator() : null
  let parley: ParleyProcess | undefined
  const close = async (): Promise<void> => {
    if (parley) await end(parley)
    await Promise.all([whatsapp.close(), telegram.close(), openai.close(), meta?.close(), mail?.close()])
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    parley = await startParleyProcess({
      PORT: port,
      PUBLIC_URL: url,
      DATA_DIR: dataDir,
      META_GRAPH_URL: meta?.url ?? whatsapp.url,
      ...(meta && metaSettings),
      ...(mail && { SMTP_URL: mail.url, MAIL_FROM: 'Teal Kettles <no-reply@shop.example>' }),
      TELEGRAM_API_URL: telegram.url,
      ...(hasOwner && { OWNER_EMAIL: owner.email, OWNER_PASSWORD: owner.password, WORKSPACE_NAME: owner.workspace }),
      ...(hasModel && { OPENAI_API_KEY: 'sk-journey', OPENAI_BASE_URL: `${openai.url}/v1`, AI_MODEL: 'demo' }),
    })
  } catch (error) {
    await close()
    throw error
  }
  const { output } = parley
  return { url, whatsapp, telegram, openai, meta, mail, log: output, close }
}

const metaApp = { id: '1200', secret: 'journey_app_secret', instagramAppId: '9900', instagramSecret: 'journey_instagram_secret' }
const verifyToken = 'journey'
const metaSettings = {
  META_APP_ID: metaApp.id,
  META_APP_SECRET: metaApp.secret,
  META_VERIFY_TOKEN: verifyToken,
  META_INSTAGRAM_APP_ID: metaApp.instagramAppId,
  META_INSTAGRAM_APP_SECRET: metaApp.instagramSecret,
}

async function openAccounts(parleyUrl: string): Promise<MetaMessagingEmulator> {
  const meta = await startMetaMessagingEmulator()
  await meta.provision({
    app: { ...metaApp, webhookUrl: `${parleyUrl}/webhooks/meta`, verifyToken },
    pages: [{ id: '1001', name: 'Teal Kettles', accessToken: 'EAAjourney' }],
    instagram: [{ id: '17841400000000001', username: 'teal.kettles', name: 'Teal Kettles', accessToken: 'IGAAjourney' }],
  })
  return meta
}

/** Asks it to stop, as Ctrl-C does: only then its database stops too. */
async function end({ child, ended }: ParleyProcess): Promise<void> {
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(patience)
}
