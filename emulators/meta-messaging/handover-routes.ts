import { z } from 'zod'
import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorizeAccount } from './authorize.ts'
import { findThread, unknownPerson } from './find-thread.ts'
import { MetaError } from './graph-error.ts'
import type { Handover } from './handover.ts'
import { parameters } from './parameters.ts'
import type { Platform, Thread } from './platform.ts'
import { readParameters } from './refuse-issue.ts'
import { isOnStandby, ownerOf, routingOf } from './routing.ts'

const recipient = z.strictObject({ id: z.string().min(1) })
const metadata = z.string().max(1000).optional()
const passSchema = z.strictObject({ recipient, target_app_id: z.coerce.string().regex(/^\d+$/), metadata })
const plainSchema = z.strictObject({ recipient, metadata })
const releaseSchema = z.strictObject({ recipient })
const longestSeconds = 7 * 24 * 3600
const extendSchema = z.strictObject({ recipient, duration: z.coerce.number().int().min(1).max(longestSeconds) })

const ok: Answer = { status: 200, json: { success: true } }

/** …/messenger-platform/conversation-routing: pass, take, release, request, extend, and who has it. */
export function handoverRoutes(platform: Platform, handover: Handover): Route[] {
  const path = (edge: string) => new RegExp(`^(?:/v\\d+\\.\\d+)?/(\\d+|me)/${edge}$`)

  function post<T extends { recipient: { id: string } }>(
    edge: string,
    schema: z.ZodType<T>,
    act: (call: { thread: Thread; appId: string; input: T }) => Promise<void> | void,
  ): Route {
    const handle = async (exchange: Exchange) => {
      const { token, account } = authorizeAccount(platform, exchange)
      const input = readParameters(schema, parameters(exchange))
      const thread = findThread(platform, account, input.recipient.id)
      if (!thread) throw unknownPerson(account.product)
      await act({ thread, appId: token.appId, input })
      return ok
    }
    return { method: 'POST', pattern: path(edge), handle }
  }

  return [
    post('pass_thread_control', passSchema, ({ thread, appId, input }) =>
      handover.pass(thread, appId, input.target_app_id, input.metadata),
    ),
    post('take_thread_control', plainSchema, ({ thread, appId, input }) => {
      if (routingOf(platform, thread.account).defaultAppId !== appId) {
        throw new MetaError(10, 'Only the default app can take the control of a thread')
      }
      return handover.take(thread, appId, input.metadata)
    }),
    post('release_thread_control', releaseSchema, ({ thread, appId }) => handover.release(thread, appId)),
    post('request_thread_control', plainSchema, ({ thread, appId, input }) => handover.request(thread, appId, input.metadata)),
    post('extend_thread_control', extendSchema, ({ thread, appId, input }) => {
      if (!thread.owner || ownerOf(platform, thread) !== appId || isOnStandby(platform, thread, appId)) {
        throw new MetaError(10, 'Only the app that controls the thread can do this')
      }
      thread.owner.until = platform.clock() + input.duration * 1000
    }),
    { method: 'GET', pattern: path('thread_owner'), handle: (exchange) => readOwner(platform, exchange) },
  ]
}

function readOwner(platform: Platform, exchange: Exchange): Answer {
  const { account } = authorizeAccount(platform, exchange)
  const thread = findThread(platform, account, exchange.query.get('recipient') ?? '')
  if (!thread) throw unknownPerson(account.product)
  const owner = ownerOf(platform, thread)
  if (owner === undefined) return { status: 200, json: { data: [] } }
  const expiration = Math.floor((thread.owner?.until ?? 0) / 1000)
  return { status: 200, json: { data: [{ thread_owner: { app_id: owner, expiration } }] } }
}
