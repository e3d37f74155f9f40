import { z } from 'zod'
import { type Faults, faultSchema } from './faults.ts'
import type { Answer, Route } from './http-server.ts'
import type { Ledger } from './ledger.ts'

/** The routes that every emulator has beside the provider's own: ledger, faults, reset, provisioning. */
export function controlRoutes(parts: {
  ledger: Ledger
  faults: Faults
  reset: () => void
  provision?: { schema: z.ZodType; apply: (input: unknown) => Promise<unknown> | unknown }
}): Route[] {
  const { ledger, faults, reset, provision } = parts
  const routes: Route[] = [
    {
      method: 'GET',
      pattern: /^\/_ledger$/,
      internal: true,
      handle: ({ query }) => {
        const filter = { since: Number(query.get('since') ?? 0), after: Number(query.get('after') ?? 0) }
        return { status: 200, json: ledger.entries(filter) }
      },
    },
    {
      method: 'POST',
      pattern: /^\/_reset$/,
      internal: true,
      handle: () => {
        reset()
        return { status: 200, json: { ok: true } }
      },
    },
    { method: 'GET', pattern: /^\/_faults$/, internal: true, handle: () => ({ status: 200, json: faults.list() }) },
    {
      method: 'POST',
      pattern: /^\/_faults$/,
      internal: true,
      handle: ({ body }) =>
        checked(faultSchema, body.json, (fault) => {
          faults.add(fault)
          return { ok: true }
        }),
    },
    {
      method: 'DELETE',
      pattern: /^\/_faults$/,
      internal: true,
      handle: () => {
        faults.clear()
        return { status: 200, json: { ok: true } }
      },
    },
  ]
  if (provision) {
    routes.push({
      method: 'POST',
      pattern: /^\/_provision$/,
      internal: true,
      handle: ({ body }) => checked(provision.schema, body.json, provision.apply),
    })
  }
  return routes
}

/** Runs a control call on a checked body; a wrong one is told plainly. */
export async function checked<T>(schema: z.ZodType<T>, input: unknown, act: (value: T) => unknown): Promise<Answer> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) return { status: 400, json: { error: z.prettifyError(parsed.error) } }
  return { status: 200, json: (await act(parsed.data)) ?? { ok: true } }
}
