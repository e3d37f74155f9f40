import { isId } from '../../../platform/ids.ts'

/** What we send along as `biz_opaque_callback_data` (at most 512 characters) and get back with every status: message id and call. */
export function writeCallbackData(messageId: string, call: number): string {
  return `${messageId}.${call}`
}

/** Data that is not ours (another program sends from the same number) reads as none. */
export function readCallbackData(data: unknown): { clientId?: string; clientCall?: number } {
  const [messageId, call] = typeof data === 'string' ? data.split('.') : []
  return isId(messageId) && call !== undefined && /^\d{1,4}$/.test(call) ? { clientId: messageId, clientCall: Number(call) } : {}
}
