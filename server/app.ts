import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyRequest, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { closeGently } from './http/close-gently.ts'
import { documentApi } from './http/documentation.ts'
import { honourIdempotencyKeys } from './http/idempotency.ts'
import { liveRoute } from './http/live-route.ts'
import { operationsRoutes } from './http/operations.ts'
import { sendProblem } from './http/problem.ts'
import { serveDashboard } from './http/static.ts'
import { createAuthenticator } from './modules/workspaces/index.ts'
import { modules as allModules } from './modules.ts'
import { databaseAway } from './platform/database-away.ts'
import { AppError } from './platform/errors.ts'
import type { ApiServer, Deps, Module, RoutePermission } from './platform/module.ts'

/**
 * The whole HTTP surface from its parts: what `main.ts` listens with and every test injects into. The caller closes it.
 * A route without a declared permission stops the start.
 */
export async function buildApp(
  deps: Deps,
  modules: readonly Module[] = allModules,
  onRoute: (route: DeclaredRoute) => void = () => {},
): Promise<ApiServer> {
  const server = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024 * 1024,
    requestTimeout: 60_000,
    trustProxy: deps.config.trustProxy,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>() as unknown as ApiServer

  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(sendProblem)
  closeGently(server)
  requirePermissions(server, onRoute)
  measureRequests(server, deps)

  await server.register(cookie)
  await server.register(helmet, securityHeaders(deps))
  // Beyond what any route takes (100 MiB): at this limit a file is cut off without a word, and half a file must not look like a whole one.
  await server.register(multipart, { limits: { fileSize: 101 * 1024 * 1024, files: 10, fields: 20, parts: 30 } })

  refuseWhileDatabaseIsAway(server, deps)
  const { authorize, authenticate } = createAuthenticator(deps)
  server.addHook('onRequest', async (request) => {
    await authorize(request, request.routeOptions.config.permission)
  })
  await limitRates(server)
  honourIdempotencyKeys(server, deps)

  await documentApi(server, deps)
  operationsRoutes(server, deps)
  liveRoute(server, deps, authenticate)
  for (const module of modules) {
    // A scope of its own each: a module's parsers and hooks (raw bodies for signatures) touch no other.
    await server.register(async (scope) => module.routes?.(scope as unknown as ApiServer, deps))
  }
  await serveDashboard(server)
  await server.ready()
  return server
}

/** One route as it stands in the router: what the test of permissions goes through. */
export interface DeclaredRoute {
  method: string
  path: string
  permission: RoutePermission
}

/** Each route says who may call it; pages of plugins that we register are the two exceptions. */
function requirePermissions(server: ApiServer, onRoute: (route: DeclaredRoute) => void): void {
  server.addHook('onRoute', (route) => {
    const config = { ...route.config }
    if (!config.permission && (route.url.startsWith('/api/docs') || route.url.startsWith('/assets/'))) config.permission = 'public'
    if (!config.permission) throw new Error(`Route ${String(route.method)} ${route.url} declares no permission`)
    route.config = config
    for (const method of [route.method].flat()) onRoute({ method, path: route.url, permission: config.permission })
  })
}

const withoutDatabase = ['/api/docs', '/api/v1/openapi.json']

/** At once, instead of after the wait for a connection; pages and probes need none. */
function refuseWhileDatabaseIsAway(server: ApiServer, { db }: Deps): void {
  server.addHook('onRequest', async (request) => {
    const reason = db.whyAway()
    if (reason === null || !/^\/(api|webhooks|widget\/v1|meta)\//.test(request.url)) return
    if (!withoutDatabase.some((path) => request.url.startsWith(path))) throw databaseAway(reason)
  })
}

function measureRequests(server: ApiServer, deps: Deps): void {
  server.addHook('onResponse', async (request, reply) => {
    const seconds = reply.elapsedTime / 1000
    const route = request.routeOptions.url ?? 'unknown'
    deps.metrics.httpRequests.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds)
    request.log.debug({ method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
  })
}

/** 100 requests a second for each key or user (interface.md); webhooks and probes are free of it, logins have limits of their own. */
async function limitRates(server: ApiServer): Promise<void> {
  await server.register(rateLimit, {
    global: true,
    max: 100,
    timeWindow: 1000,
    hook: 'preHandler',
    cache: 20_000,
    allowList: (request) => ['provider', 'visitor'].includes(request.routeOptions.config.permission ?? ''),
    keyGenerator: (request: FastifyRequest) =>
      request.access ? `${request.access.actor.type}:${request.access.actor.id}` : `ip:${request.ip}`,
    errorResponseBuilder: (_request, context) =>
      new AppError('rate-limited', { status: 429, title: 'Too many requests: slow down.', retryAfterMs: context.ttl }),
  })
}

function securityHeaders(deps: Deps) {
  const https = deps.config.publicUrl.startsWith('https:')
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine and the virtualised lists position by style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' as const },
  } as const
}
