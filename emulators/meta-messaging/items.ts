import type { Account, Thread } from './platform.ts'

/** One object of `entry[].messaging[]` or `standby[]`; times are milliseconds. */
export type Item = { recipient: { id: string }; timestamp: number } & Record<string, unknown>

export function itemFromPerson(thread: Thread, timestamp: number, content: Record<string, unknown>): Item {
  return { sender: { id: thread.scopedId }, recipient: { id: thread.account.id }, timestamp, ...content }
}

/** Echoes: the account is the sender. */
export function itemToPerson(thread: Thread, timestamp: number, content: Record<string, unknown>): Item {
  return { sender: { id: thread.account.id }, recipient: { id: thread.scopedId }, timestamp, ...content }
}

/** News of the account itself has no sender. */
export function itemOfAccount(account: Account, timestamp: number, content: Record<string, unknown>): Item {
  return { recipient: { id: account.id }, timestamp, ...content }
}
