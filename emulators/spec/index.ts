import type { LedgerEntry } from '../ledger.ts'
import { type SpecReport, specsFolder } from './load-spec.ts'
import { validateOpenAiRequests } from './openai-spec.ts'
import { validateTelegramRequests } from './telegram-spec.ts'
import { validateWhatsAppRequests } from './whatsapp-spec.ts'

export { type SpecReport, specsFolder } from './load-spec.ts'

const validators = { whatsapp: validateWhatsAppRequests, telegram: validateTelegramRequests, openai: validateOpenAiRequests }

/**
 * Checks the requests that an emulator recorded and accepted against the provider's published specification.
 * Undefined where the specifications are not on this machine.
 */
export async function validateAgainstSpec(provider: keyof typeof validators, entries: LedgerEntry[]): Promise<SpecReport | undefined> {
  return specsFolder() === undefined ? undefined : validators[provider](entries)
}
