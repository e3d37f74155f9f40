/** A message's number counts within its chat only: both together are its id. */
export function messageKey(chatId: string, messageId: string): string {
  return `${chatId}:${messageId}`
}

export function messageNumber(externalId: string): number | null {
  const number = /^-?\d+:(\d+)$/.exec(externalId)?.[1]
  return number === undefined ? null : Number(number)
}
