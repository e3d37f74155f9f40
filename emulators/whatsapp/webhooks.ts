import { signBody, toEscapedJson } from '../meta/sign-webhook.ts'
import type { WebhookSender } from '../webhook-sender.ts'
import type { BusinessAccount, Cloud, ProvisionedNumber } from './cloud.ts'

export interface Change {
  field: string
  value: Record<string, unknown>
}

export interface Webhooks {
  /** Wraps changes of one number in the envelope, signs and sends. Resolves when taken or given up. */
  send(number: ProvisionedNumber, changes: Change[]): Promise<void>
  /** Changes of the account as a whole, which no override of a number catches. */
  sendToAccount(account: BusinessAccount, changes: Change[]): Promise<void>
  /** Sends any body to the webhook of a number, signed with its app secret (or another one, to test refusals). */
  sendRaw(number: ProvisionedNumber, body: Buffer, appSecret?: string): Promise<void>
}

export function createWebhooks(cloud: Cloud, sender: WebhookSender): Webhooks {
  const sendRaw = (number: ProvisionedNumber, body: Buffer, appSecret = number.appSecret): Promise<void> =>
    sendTo(targetOf(cloud, number), body, appSecret)

  async function sendTo(url: string | undefined, body: Buffer, appSecret: string): Promise<void> {
    if (!url) return
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': signBody(body, appSecret),
    }
    await sender.send({ url, body, headers })
  }
  return {
    sendRaw,
    async sendToAccount(account, changes) {
      const number = [...cloud.numbers.values()].find((one) => one.businessAccountId === account.id)
      if (!number || !account.subscribed) return
      const entry = { id: account.id, time: Math.floor(cloud.clock() / 1000), changes }
      const body = Buffer.from(toEscapedJson({ object: 'whatsapp_business_account', entry: [entry] }))
      await sendTo(account.override?.url ?? account.webhookUrl, body, number.appSecret)
    },
    send(number, changes) {
      const body = { object: 'whatsapp_business_account', entry: [{ id: number.businessAccountId, changes }] }
      return sendRaw(number, Buffer.from(toEscapedJson(body)))
    },
  }
}

/** Number before business account before app (…/whatsapp/webhooks/override); nothing for an unsubscribed account. */
function targetOf(cloud: Cloud, number: ProvisionedNumber): string | undefined {
  const account = cloud.accounts.get(number.businessAccountId)
  if (!account?.subscribed) return undefined
  return number.override?.url ?? account.override?.url ?? account.webhookUrl
}
