const cardLike = /(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d])/g
const oneTimeCode =
  /((?:\bcode|\botp|\bpin|\bcvv|\bcvc|пароль|код|құпиясөз|رمز|کد|kod|şifre|sifre|codigo|código|验证码)\s*(?:is|:|=|-|—|это|است)?\s*)(\d{3,8})(?!\d)/giu
const credential =
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}\b|\bEAA[A-Za-z0-9]{30,}\b|\b\d{8,10}:[A-Za-z0-9_-]{35}\b/g

/** Card numbers (by their check digit), one-time codes and access keys: none of a model's business, and none of an answer's. */
export function redactSecrets(text: string): string {
  if (!/\d{3}|sk-|sk_|EAA/.test(text)) return text
  return redactCards(text)
    .replace(credential, '[removed]')
    .replace(oneTimeCode, (_whole, before: string) => `${before}[removed]`)
}

export function redactCards(text: string): string {
  return text.replace(cardLike, (found) => {
    const digits = found.replace(/\D/g, '')
    return passesLuhn(digits) ? `[card ending in ${digits.slice(-4)}]` : found
  })
}

/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index))
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0 && !/^0+$/.test(digits)
}
