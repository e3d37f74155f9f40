import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isId } from '../../../platform/ids.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { openConnections } from '../connections.ts'
import { fail } from '../errors.ts'
import { type Deletion, forgetGrant, isWithdrawalKnown, recallDeletion, rememberDeletion, rememberWithdrawal } from '../forget-grant.ts'
import { ownSecrets } from './inspect-token.ts'
import { readSignedRequest } from './signed-request.ts'

const bodySchema = z.object({ signed_request: z.string().max(4000) })
const querySchema = z.object({ channel: z.string().max(64).optional() })

const types = ['whatsapp', 'instagram', 'messenger']
const withdrawn = 'The access that was given for it has been taken back at Meta. Connect it again with a new token.'
const deleted = 'The person who connected it has asked Meta for their data to be deleted. Enter new details to connect it again.'

/**
 * Meta's callbacks when somebody removes the app from their account, or asks that what it holds of them be deleted: the connections that they had allowed end.
 * `?channel=` names the channel of an app that a workspace brought; without it the installation's own app must have signed, by either of its secrets.
 */
export function metaCallbackRoutes(server: ApiServer, deps: Deps): void {
  server.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    const options = { config: { permission: 'public' }, schema: { hide: true, querystring: querySchema, body: bodySchema } } as const

    scope.post('/meta/deauthorize', options, async (request, reply) => {
      const { signed_request: signedRequest } = request.body as z.output<typeof bodySchema>
      const { userId, ...claim } = await readClaim(deps, request)
      const code = codeOf(`${claim.within ?? ''} ${signedRequest}`)
      // Posted again, it ends nothing that was connected since, be it with what had been given before.
      const isRepeated = await isWithdrawalKnown(deps, code)
      const ended = isRepeated ? 0 : await forgetGrant(deps, types, userId, { reason: withdrawn, entirely: false, ...claim })
      await rememberWithdrawal(deps, code)
      deps.log.info({ ended }, 'access was taken back at the provider')
      return reply.status(200).send({ ended })
    })

    scope.post('/meta/data-deletion', options, async (request, reply) => {
      const { signed_request: signedRequest } = request.body as z.output<typeof bodySchema>
      const receivedAt = deps.clock.now().toISOString()
      const { userId, ...claim } = await readClaim(deps, request)
      const code = codeOf(signedRequest)
      // The same request has the same code, and ends nothing that was connected since.
      if (!(await recallDeletion(deps, code))) {
        const connections = await forgetGrant(deps, types, userId, { reason: deleted, entirely: true, ...claim })
        await rememberDeletion(deps, code, { receivedAt, doneAt: deps.clock.now().toISOString(), connections })
        deps.log.info({ connections }, 'what a person had given to connect channels was deleted at their request')
      }
      return reply.status(200).send({ url: `${deps.config.publicUrl}/meta/data-deletion/${code}`, confirmation_code: code })
    })
  })

  server.get(
    '/meta/data-deletion/:code',
    { config: { permission: 'public' }, schema: { hide: true, params: z.object({ code: z.string().regex(/^[0-9a-f]{24}$/) }) } },
    async (request, reply) => {
      const deletion = await recallDeletion(deps, request.params.code)
      if (!deletion) throw fail('deletion-not-found')
      return reply.type('text/html; charset=utf-8').send(page(request.params.code, deletion))
    },
  )
}

/** The same request has the same one; nobody can tell the request from it. */
function codeOf(request: string): string {
  return createHash('sha256').update(request).digest('hex').slice(0, 24)
}

/** Meta tells whole seconds: what was given within the same one was given before. */
const secondMs = 1000

/**
 * Who is meant, since when, and how far the word of whoever signed goes.
 * @throws AppError `signed-request-refused`
 */
async function readClaim(
  deps: Deps,
  { body, query }: Pick<FastifyRequest, 'body' | 'query'>,
): Promise<{ userId: string; askedAt: number; within: string | null }> {
  const { channel } = query as z.output<typeof querySchema>
  const { secrets, within } = await signersOf(deps, channel)
  const claim = readSignedRequest((body as z.output<typeof bodySchema>).signed_request, secrets)
  if (claim === null) throw fail('signed-request-refused')
  return { userId: claim.userId, askedAt: (claim.issuedAt ?? deps.clock.now().getTime()) + secondMs, within }
}

async function signersOf(deps: Deps, channelId: string | undefined): Promise<{ secrets: string[]; within: string | null }> {
  if (channelId === undefined) return { secrets: ownSecrets(deps.config.meta), within: null }
  const open = isId(channelId) ? await openConnections(deps).byId(channelId) : null
  if (!open || !types.includes(open.channel.type)) return { secrets: [], within: null }
  const { appSecret, instagramAppSecret } = open.connection.credentials as { appSecret?: string; instagramAppSecret?: string }
  return { secrets: [appSecret, instagramAppSecret].filter((secret) => secret !== undefined), within: open.workspaceId }
}

/** For whoever asked, who has no account here: in plain words, without a script. */
function page(code: string, { receivedAt, doneAt, connections }: Deletion): string {
  const day = (time: string) => `<time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time>`
  const what =
    connections === 0
      ? 'Nothing was stored under your account: no connection had been made by you, or it had been removed before.'
      : `${connections === 1 ? 'One connection that you had made was' : `${connections} connections that you had made were`} ended, and the access tokens and your account’s id were deleted.`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Request ${code}</title></head>
<body><main><h1>Your request to delete data</h1><p>Request <code>${code}</code>, received on ${day(receivedAt)}, done on ${day(doneAt)}.</p><p>${what}</p>
<p>Conversations with customers belong to the business that held them. To have what was said with you deleted, ask that business.</p></main></body></html>`
}
