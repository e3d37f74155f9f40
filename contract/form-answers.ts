/** One answer of a form in words. */
export interface FormAnswer {
  question: string
  answer: string
}

/** What a business puts in to recognise its form again, and no customer wrote. */
const ownFields = ['flow_token']

/**
 * What a customer filled in, as questions and answers for people. Forms give names for programs (`screen_0_Your_name_1`, `in_pin_code`), choices as
 * lists and addresses as objects within.
 */
export function formAnswers(response: Record<string, unknown>, outer = ''): FormAnswer[] {
  return Object.entries(response).flatMap(([name, value]) => {
    if (ownFields.includes(name) || value === null || value === '') return []
    const question = [outer, questionOf(name)].filter(Boolean).join(' · ')
    if (Array.isArray(value)) return [{ question, answer: value.map(answerOf).join(', ') }]
    if (typeof value === 'object') return formAnswers(value as Record<string, unknown>, question)
    return [{ question, answer: answerOf(value) }]
  })
}

function questionOf(name: string): string {
  const words = name
    .replace(/^screen_\d+_/, '')
    .replace(/_\d+$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

function answerOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
