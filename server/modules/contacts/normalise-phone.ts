import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * A number as it is stored and compared: E.164. Without `+` and country code it needs the country it is dialled in; digits alone are taken as
 * international only where they make a real number so. Digits of other scripts (۰۹۱۲…) count.
 * @returns null: not a phone number as it stands
 */
export function normalisePhone(text: string, country?: string): string | null {
  const written = text.trim().replace(/^00(?=[\d\s(]{7,})/, '+')
  const home = country && isSupportedCountry(country as CountryCode) ? (country as CountryCode) : undefined
  const parsed = parsePhoneNumberFromString(written, { ...(home && { defaultCountry: home }), extract: false })
  if (parsed?.isPossible()) return parsed.number
  const asInternational = /^[\d\s()-]+$/.test(written) ? parsePhoneNumberFromString(`+${written}`, { extract: false }) : undefined
  return asInternational?.isValid() ? asInternational.number : null
}

/** What people type: international numbers without their dots and brackets, so that they are found again; anything else as it is. */
export function plainPhone(text: string): string {
  const plain = text
    .trim()
    .replace(/^00(?=\d)/, '+')
    .replace(/[\s().\u00a0-]/g, '')
  return /^\+\d{5,15}$/.test(plain) ? plain : text.trim()
}
