import type { LedgerEntry } from '../ledger.ts'
import type { SpecReport } from './load-spec.ts'

/**
 * Messenger and Instagram have no published specification: what their emulator accepts has passed its own schemas (meta-messaging/message-schema.ts and its
 * neighbours, each with its source). Here it is only counted, by what was asked.
 */
export function countMessagingRequests(entries: readonly LedgerEntry[]): SpecReport {
  const accepted = entries.filter(({ status, path }) => status >= 200 && status < 300 && /^\/v\d+\.\d+\/|access_token$/.test(path))
  const operations = new Set(accepted.map(operationOf))
  return { requests: accepted.length, operations: [...operations].toSorted(), violations: [] }
}

function operationOf({ method, path, body }: LedgerEntry): string {
  const [, edge = 'node'] = /\/(?:v\d+\.\d+\/)?(?:\d+|me)(?:\/(\w+))?$/.exec(path) ?? [null, path.split('/').at(-1)]
  if (edge !== 'messages') return `${method} ${edge}`
  const {
    sender_action: action,
    message,
    tag,
  } = (body ?? {}) as { sender_action?: string; message?: Record<string, unknown>; tag?: string }
  if (action !== undefined) return action
  const attachment = (message?.attachment as { type?: string; payload?: { template_type?: string } } | undefined) ?? undefined
  const what = attachment
    ? `send ${attachment.payload?.template_type ?? attachment.type}`
    : message?.quick_replies
      ? 'send quick replies'
      : 'send text'
  return tag === undefined ? what : `${what} as ${tag}`
}
