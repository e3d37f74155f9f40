import { ProviderError } from '../../../platform/errors.ts'
import type { Account } from '../adapter.ts'
import { asId, asText, type JsonObject } from '../json-value.ts'
import type { GraphOptions } from '../meta/index.ts'
import { accountNumbers, call, isRegistered, readNumber, refused, type WhatsAppConnection, webhooksOf } from './number.ts'

/**
 * Reads the number, then subscribes its account and points the number's webhook at this channel. The override of the number carries
 * `messages`; that of the account carries everything else, for all its numbers: whichever channel has it hands on. Meta asks our webhook for its
 * verify token while this call is under way.
 */
export async function connectWhatsApp(options: GraphOptions, connection: WhatsAppConnection): Promise<Account> {
  const { settings, credentials, webhookUrl } = connection
  const number = await readNumber(options, connection)
  await requireOwnNumber(options, connection)
  await registerNumber(options, connection, number)
  const override = { override_callback_uri: webhookUrl, verify_token: credentials.verifyToken }
  try {
    await call(options, connection, { method: 'POST', path: `/${settings.businessAccountId}/subscribed_apps`, json: override })
    await call(options, connection, { method: 'POST', path: `/${settings.phoneNumberId}`, json: { webhook_configuration: override } })
  } catch (error) {
    throw explainSubscription(error, webhookUrl)
  }
  const displayPhoneNumber = asText(number.display_phone_number, 40)
  const verifiedName = asText(number.verified_name, 300)
  return {
    externalId: settings.phoneNumberId,
    name: verifiedName ?? displayPhoneNumber ?? settings.phoneNumberId,
    details: { ...(displayPhoneNumber ? { displayPhoneNumber } : {}), ...(verifiedName ? { verifiedName } : {}) },
  }
}

/** Gives the number's webhook back. The account stays subscribed while another of its numbers uses it, but sends nothing to an address that is dead from now on. */
export async function disconnectWhatsApp(options: GraphOptions, connection: WhatsAppConnection): Promise<void> {
  const { phoneNumberId, businessAccountId } = connection.settings
  await call(options, connection, {
    method: 'POST',
    path: `/${phoneNumberId}`,
    json: { webhook_configuration: { override_callback_uri: '' } },
  })
  const numbers = await accountNumbers(options, connection)
  const path = `/${businessAccountId}/subscribed_apps`
  const isShared = numbers.some((number) => asId(number.id) !== phoneNumberId && webhooksOf(number).number !== null)
  if (!isShared) await call(options, connection, { method: 'DELETE', path })
  // Without a body: subscribed as before, without an address of its own.
  else if (numbers.some((number) => webhooksOf(number).account === connection.webhookUrl))
    await call(options, connection, { method: 'POST', path })
}

/** A number that is new on the Cloud API: its PIN is set, or has to be the one that it has (…/whatsapp/business-phone-numbers/registration). */
async function registerNumber(options: GraphOptions, connection: WhatsAppConnection, number: JsonObject): Promise<void> {
  if (isRegistered(number)) return
  const { pin } = connection.credentials
  if (pin === undefined)
    throw refused('The number is not registered for the Cloud API. Enter a PIN: that of its two-step verification, or six new digits.')
  const path = `/${connection.settings.phoneNumberId}/register`
  try {
    await call(options, connection, { method: 'POST', path, json: { messaging_product: 'whatsapp', pin } })
  } catch (error) {
    if (!(error instanceof ProviderError) || error.providerCode !== '133005') throw error
    throw refused('The number has another PIN. Enter that of its two-step verification: WhatsApp Manager → Phone numbers.', error)
  }
}

async function requireOwnNumber(options: GraphOptions, connection: WhatsAppConnection): Promise<void> {
  const numbers = await accountNumbers(options, connection).catch((error: unknown) => {
    if (error instanceof ProviderError && error.providerCode === '100') {
      throw refused('WhatsApp does not know this business account ID, or the token may not see it.', error)
    }
    throw error
  })
  if (numbers.some((number) => asId(number.id) === connection.settings.phoneNumberId)) return
  throw refused('This phone number ID does not belong to this business account ID.')
}

/** 2200: our webhook did not answer Meta's handshake; 100: the address itself is refused. */
function explainSubscription(error: unknown, webhookUrl: string): unknown {
  if (!(error instanceof ProviderError) || !['2200', '100'].includes(error.providerCode ?? '')) return error
  return refused(`WhatsApp could not reach ${webhookUrl}. The address (PUBLIC_URL) must be open to the internet, by https.`, error)
}
