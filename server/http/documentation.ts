import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { ApiServer, Deps } from '../platform/module.ts'

/** OpenAPI 3.1 from the schemas that validate: `/api/v1/openapi.json`, and a page to read it at `/api/docs`. */
export async function documentApi(server: ApiServer, deps: Deps): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Parley',
        version: '1.0.0',
        description: 'Channels, conversations, AI agents. Errors are application/problem+json (RFC 9457).',
      },
      servers: [{ url: deps.config.publicUrl }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: ({ schema, url, route, ...rest }) => {
      const permission = route.config?.permission
      const hidden = !url.startsWith('/api/v1') || permission === 'visitor'
      return jsonSchemaTransform({
        schema: { ...schema, hide: schema?.hide ?? hidden, description: describePermission(schema?.description, permission) },
        url,
        route,
        ...rest,
      })
    },
    transformObject: jsonSchemaTransformObject,
  })
  await server.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: false,
    theme: { title: 'Parley API' },
    logLevel: 'silent',
    indexPrefix: '',
  })
  server.get('/api/v1/openapi.json', { config: { permission: 'public' }, schema: { hide: true } }, async () => server.swagger())
}

function describePermission(description: string | undefined, permission: string | undefined): string {
  const needs =
    permission === 'public'
      ? 'Open to anybody.'
      : permission === 'account'
        ? 'Needs a signed-in account.'
        : `Needs the role ${permission} or above.`
  return description ? `${description} ${needs}` : needs
}
