import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../platform/module.ts'
import { fail } from './errors.ts'
import { findWidget, requireAllowedOrigin, type Widget } from './find-widget.ts'
import type { Limits } from './limits.ts'
import { findVisitorByToken, type VisitorRow } from './queries.ts'
import { hashVisitorToken } from './visitor-token.ts'

export interface AuthenticatedVisitor {
  visitor: VisitorRow
  widget: Widget
}

/**
 * Who is asking: by the token alone, in a header, never in an address.
 * @throws AppError `visitor-unknown`; 429 for those who try many
 */
export async function authenticateVisitor(deps: Deps, limits: Limits, request: FastifyRequest): Promise<AuthenticatedVisitor> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const hash = token ? hashVisitorToken(token) : null
  const visitor = hash ? await findVisitorByToken(deps.db, hash) : undefined
  if (!visitor) {
    await limits.take('guessAddress', request.ip)
    throw fail('visitor-unknown')
  }
  const widget = await findWidget(deps, visitor.workspace_id, visitor.channel_id)
  requireAllowedOrigin(widget, request.headers)
  return { visitor, widget }
}
