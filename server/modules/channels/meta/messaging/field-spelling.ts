/**
 * Names of webhook fields that Meta's own pages write in two ways (…/instagram-platform/webhooks, …/instagram-messaging/webhooks). Which of them a version of the
 * API takes is written nowhere.
 */
const pairs = [
  ['message_reactions', 'messaging_reactions'],
  ['message_edit', 'message_edits'],
  ['messaging_referral', 'messaging_referrals'],
  ['messaging_handover', 'messaging_handovers'],
] as const

const others = new Map<string, string>(pairs.flatMap(([one, other]) => [[one, other] as const, [other, one] as const]))

/** The other way to write a field; itself where there is one way only. */
export function otherSpelling(field: string): string {
  return others.get(field) ?? field
}
