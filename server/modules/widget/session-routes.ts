import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  widgetConfigSchema,
  widgetKeySchema,
  widgetResumeRequestSchema,
  widgetResumeSchema,
  widgetSessionRequestSchema,
  widgetSessionSchema,
} from '../../../contract/widget.ts'
import { isMailSetUp } from '../../platform/mail/index.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { assistantName, findWidgetByKey, presentConfig, requireAllowedOrigin } from './find-widget.ts'
import type { Limits } from './limits.ts'
import { findKnownVisitor, openSession, type RecordEvent } from './open-session.ts'
import { resumeVisitor } from './resume-visitor.ts'

const config = { permission: 'visitor' } as const
const tags = ['Widget']

/** How a website's chat begins: what it looks like, and who the visitor is. */
export function sessionRoutes(server: ApiServer, deps: Deps, limits: Limits, record: RecordEvent): void {
  server.get(
    '/widget/v1/config',
    { config, schema: { tags, querystring: z.object({ key: widgetKeySchema }), response: { 200: widgetConfigSchema } } },
    async (request, reply) => {
      await limits.take('configAddress', request.ip)
      allowReading(request, reply)
      const widget = await findWidgetByKey(deps, request.query.key)
      requireAllowedOrigin(widget, request.headers)
      reply.header('cache-control', 'public, max-age=60')
      return presentConfig(widget, await assistantName(deps, widget), deps.clock.now(), isMailSetUp(deps))
    },
  )

  server.post(
    '/widget/v1/session',
    { config, bodyLimit: 16 * 1024, schema: { tags, body: widgetSessionRequestSchema, response: { 200: widgetSessionSchema } } },
    async (request) => {
      const widget = await findWidgetByKey(deps, request.body.key)
      requireAllowedOrigin(widget, request.headers)
      const known = await findKnownVisitor(deps, widget, request.body.token)
      await (known ? limits.take('otherVisitor', known.visitor.id) : limits.take('newVisitorAddress', request.ip))
      return openSession(deps, widget, request.body, known, record)
    },
  )

  server.post(
    '/widget/v1/resume',
    {
      config,
      bodyLimit: 4 * 1024,
      schema: {
        tags,
        body: widgetResumeRequestSchema,
        response: { 200: widgetResumeSchema },
        description: 'Opens a conversation from the link in a mail.',
      },
    },
    async (request) => {
      const widget = await findWidgetByKey(deps, request.body.key)
      requireAllowedOrigin(widget, request.headers)
      await limits.take('guessAddress', request.ip)
      return resumeVisitor(deps, widget, request.body.link)
    },
  )
}

/** The loader asks from the website's own page; whether that website may is decided by the answer itself. */
function allowReading(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('vary', 'origin').header('cross-origin-resource-policy', 'cross-origin')
  if (request.headers.origin) reply.header('access-control-allow-origin', request.headers.origin)
}
