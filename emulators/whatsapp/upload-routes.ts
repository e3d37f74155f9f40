import { z } from 'zod'
import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorize, unknownObject } from './authorize.ts'
import type { Cloud } from './cloud.ts'
import { GraphError } from './graph-error.ts'
import { parameters } from './parameters.ts'
import { appIdOf } from './token-routes.ts'

/**
 * The Resumable Upload API (…/graph-api/guides/upload): a session that says what is coming, then the bytes, with the token in `Authorization: OAuth` and
 * `file_offset` as a header. Files come in one piece here.
 */
export function uploadRoutes(cloud: Cloud): Route[] {
  return [
    { method: 'POST', pattern: /^(?:\/v\d+\.\d+)?\/(\d+)\/uploads$/, handle: (exchange) => begin(cloud, exchange) },
    { method: 'POST', pattern: /^(?:\/v\d+\.\d+)?\/(upload:[^/]+)$/, handle: (exchange) => receive(cloud, exchange) },
  ]
}

const sessionSchema = z.object({
  file_length: z.coerce.number().int().min(1),
  file_type: z.enum(['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4']),
  file_name: z.string().min(1).optional(),
  session_type: z.literal('attachment').optional(),
})

function begin(cloud: Cloud, exchange: Exchange): Answer {
  authorize(cloud, exchange)
  const appId = exchange.params[0] ?? ''
  if (appId !== appIdOf(cloud)) throw unknownObject(appId, exchange)
  const parsed = sessionSchema.safeParse(parameters(exchange))
  if (!parsed.success) throw new GraphError(100, z.prettifyError(parsed.error))
  const token = /^(?:Bearer|OAuth) (.+)$/.exec(exchange.headers.authorization ?? '')?.[1] ?? ''
  const { file_length: length, file_type: mimeType } = parsed.data
  return { status: 200, json: { id: cloud.examples.begin({ appId, token, mimeType, length }).id } }
}

function receive(cloud: Cloud, exchange: Exchange): Answer {
  const token = /^OAuth (.+)$/.exec(exchange.headers.authorization ?? '')?.[1]
  if (token === undefined) throw new GraphError(190, 'The access token of an upload goes into a header: Authorization: OAuth …')
  authorize(cloud, exchange)
  const sig = exchange.query.get('sig')
  const session = cloud.examples.find(`${exchange.params[0]}${sig === null ? '' : `?sig=${sig}`}`)
  if (!session || session.token !== token) throw unknownObject(exchange.params[0] ?? '', exchange)
  if (exchange.headers.file_offset !== '0') throw new GraphError(100, 'The header file_offset is required and is 0 for a file in one piece')
  if (exchange.raw.length !== session.length)
    throw new GraphError(100, `The session is for ${session.length} bytes; ${exchange.raw.length} have come`)
  return { status: 200, json: { h: cloud.examples.finish(session) } }
}
