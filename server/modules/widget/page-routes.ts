import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { widgetKeySchema } from '../../../contract/widget.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { fail } from './errors.ts'
import { findWidgetByKey } from './find-widget.ts'
import { onlyWidgetKey } from './queries.ts'
import { type Asset, chooseCoding, readAssets } from './widget-assets.ts'

const config = { permission: 'public' } as const
const hidden = { hide: true } as const
const keyInAddress = z.object({ key: widgetKeySchema })

/** The loader, the chat that it frames, and a page that shows both. */
export function pageRoutes(server: ApiServer, deps: Deps): void {
  const assets = readAssets()

  server.get('/widget.js', { config, schema: hidden }, (request, reply) =>
    sendAsset(request, reply, assets.get('widget.js'), 'cross-origin'),
  )

  // A page fetches modules by the rules of other origins, unlike classic scripts.
  for (const part of ['chat-window.js', 'attention.js']) {
    server.get(`/widget/${part}`, { config, schema: hidden }, (request, reply) => {
      reply.header('access-control-allow-origin', '*')
      return sendAsset(request, reply, assets.get(part), 'cross-origin')
    })
  }

  server.get('/widget/app/', { config, schema: { ...hidden, querystring: keyInAddress } }, async (request, reply) => {
    const { settings } = await findWidgetByKey(deps, request.query.key)
    const frames = settings.allowedOrigins.length > 0 ? ["'self'", ...settings.allowedOrigins] : ["'self'", 'http:', 'https:']
    reply.removeHeader('x-frame-options')
    // A window of its own hears from the page that has opened it.
    reply.removeHeader('cross-origin-opener-policy')
    reply.header(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors ${frames.join(' ')}`,
    )
    return sendAsset(request, reply, assets.get('app/index.html'))
  })

  for (const room of ['app', 'demo'] as const) {
    server.get(
      `/widget/${room}/assets/:name`,
      { config, schema: { ...hidden, params: z.object({ name: z.string().max(200) }) } },
      (request, reply) => sendAsset(request, reply, assets.get(`${room}/assets/${request.params.name}`)),
    )
  }

  server.get('/widget/demo', { config, schema: { ...hidden, querystring: keyInAddress.partial() } }, async (request, reply) => {
    const page = assets.get('demo/index.html')
    if (!page) throw fail('widget-not-built')
    const key = request.query.key ?? (await onlyWidgetKey(deps.db))
    if (!key)
      throw fail('widget-unknown', { userMessage: 'Add ?key=wk_… to the address: the key of a website chat, as its channel shows it.' })
    return reply
      .type(page.contentType)
      .header('cache-control', 'no-store')
      .send(page.bytes.identity.toString('utf8').replace('WIDGET_KEY', key))
  })
}

function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: Asset | undefined,
  readableBy: 'cross-origin' | 'same-origin' = 'same-origin',
) {
  if (!asset) throw fail('widget-not-built')
  const coding = chooseCoding(asset, request.headers['accept-encoding'])
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return reply
    .type(asset.contentType)
    .header('vary', 'accept-encoding')
    .header(
      'cache-control',
      asset.immutable
        ? 'public, max-age=31536000, immutable'
        : asset.contentType.startsWith('text/html')
          ? 'no-cache'
          : 'public, max-age=600',
    )
    .header('cross-origin-resource-policy', readableBy)
    .send(asset.bytes[coding])
}
