import type { ChannelType, CustomerMessage } from '../history.ts'

/** A business account at a provider, and the channel that Parley makes of it. */
export interface Account {
  type: ChannelType
  /** Short and unique: `s1w2` is the second WhatsApp number of the first shop. */
  key: string
  shop: string
  /** WhatsApp: the phone number id. Telegram: the bot's own id. */
  externalId: string
  businessAccountId: string
  /** WhatsApp: the access token. Telegram: `id:secret`. */
  token: string
  /** WhatsApp signs with the app secret; Telegram repeats the one that `setWebhook` gave it. */
  secret: string
  /** Known once the channel is made. */
  channelId: string
  webhookPath: string
}

/** Two kinds of customers' ids on WhatsApp: some have only a number, some a business-scoped id besides. */
export interface Customer {
  key: string
  name: string
  account: Account
  /** What Parley calls the recipient: a phone number, a business-scoped id, a Telegram user. */
  phone: string
  userId: string | null
  /** Whole seconds of the newest message. */
  lastAt: number
  written: CustomerMessage[]
  lastWroteAt: number
  /** Writes no more: about to be deleted. */
  isRetired: boolean
}

export function planAccounts(shops: number, whatsapp: number, telegram: number): Account[] {
  const accounts: Account[] = []
  for (let shop = 1; shop <= shops; shop += 1) {
    for (let number = 1; number <= whatsapp; number += 1) {
      const id = String(100_000_000_000 + shop * 1_000 + number)
      accounts.push({ ...bare(shop, `s${shop}w${number}`, 'whatsapp'), externalId: id, token: `EAA-chaos-${shop}-${number}` })
    }
    for (let number = 1; number <= telegram; number += 1) {
      const id = String(500_000 + shop * 1_000 + number)
      accounts.push({
        ...bare(shop, `s${shop}t${number}`, 'telegram'),
        externalId: id,
        token: `${id}:AAchaosAAchaosAAchaos${shop}${number}`,
      })
    }
  }
  return accounts
}

function bare(shop: number, key: string, type: ChannelType): Account {
  return {
    type,
    key,
    shop: `Shop ${shop}`,
    externalId: '',
    businessAccountId: String(900_000_000 + shop),
    token: '',
    secret: `app-secret-of-${key}`,
    channelId: '',
    webhookPath: '',
  }
}

/** @param number counts over the whole run, so that phones and ids are never shared */
export function planCustomer(account: Account, number: number): Customer {
  const key = `${account.key}n${number.toString(36)}z`
  const phone = account.type === 'whatsapp' ? String(77_000_000_000 + number) : String(7_000_000 + number)
  return {
    key,
    name: `Customer ${key}`,
    account,
    phone,
    userId: account.type === 'whatsapp' && number % 2 === 0 ? `KZ.${8_000_000_000_000 + number}` : null,
    lastAt: 0,
    written: [],
    lastWroteAt: 0,
    isRetired: false,
  }
}
