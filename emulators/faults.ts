import { z } from 'zod'

/**
 * A fault on demand. `duplicate` and `reorder` apply to webhooks that the emulator sends (matched by the path of
 * their address); all others to calls that it receives.
 *
 * - `status`: refuse with this status, in the provider's own envelope
 * - `hang`: never answer; `reset`: break the connection. Both before the call takes effect, or after it with `applied`
 * - `half`: the call takes effect, but the answer breaks off in the middle
 * - `slow`: answer as usual, `delayMs` later. With `applied` the call takes effect at once, so that what follows from it overtakes the answer
 * - `duplicate`: the same bytes come a second time, `delayMs` (50) later
 * - `reorder`: the webhook waits for the next one, or `delayMs` (200), and comes after it
 */
export const faultSchema = z.strictObject({
  match: z.strictObject({ method: z.string().optional(), path: z.string().optional() }).optional(),
  kind: z.enum(['status', 'hang', 'reset', 'slow', 'duplicate', 'reorder', 'half']),
  status: z.number().int().min(400).max(599).optional(),
  /** Sent as it is instead of the provider's envelope. */
  body: z.unknown().optional(),
  /** The provider's own error code for the envelope, where it has any. */
  code: z.union([z.number(), z.string()]).optional(),
  /** Seconds. */
  retryAfter: z.number().min(0).optional(),
  /** How often it strikes; without it, until removed. */
  times: z.number().int().min(1).optional(),
  delayMs: z.number().min(0).optional(),
  applied: z.boolean().optional(),
})

export type Fault = z.infer<typeof faultSchema>

export interface Faults {
  add(fault: Fault): void
  clear(): void
  list(): Fault[]
  /** The first fault that matches, counted as used. */
  takeForRequest(method: string, path: string): Fault | undefined
  takeForWebhook(path: string): Fault | undefined
}

export function createFaults(): Faults {
  let active: { fault: Fault; path: RegExp | undefined; left: number }[] = []

  function take(method: string, path: string, webhook: boolean): Fault | undefined {
    if (active.length === 0) return undefined
    const hit = active.find(
      ({ fault, path: pattern }) =>
        isWebhookFault(fault) === webhook &&
        (fault.match?.method === undefined || fault.match.method.toUpperCase() === method) &&
        (pattern === undefined || pattern.test(path)),
    )
    if (!hit) return undefined
    hit.left--
    if (hit.left <= 0) active = active.filter((one) => one !== hit)
    return hit.fault
  }

  return {
    add(fault) {
      const checked = faultSchema.parse(fault)
      const pattern = checked.match?.path === undefined ? undefined : new RegExp(checked.match.path)
      active.push({ fault: checked, path: pattern, left: checked.times ?? Number.POSITIVE_INFINITY })
    },
    clear() {
      active = []
    },
    list: () => active.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault)),
    takeForRequest: (method, path) => take(method, path, false),
    takeForWebhook: (path) => take('POST', path, true),
  }
}

function isWebhookFault(fault: Fault): boolean {
  return fault.kind === 'duplicate' || fault.kind === 'reorder'
}
