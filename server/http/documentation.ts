import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { sessionCookieName } from '../modules/workspaces/index.ts'
import type { ApiServer, Deps, RoutePermission } from '../platform/module.ts'
import { describeProblems } from './describe-problems.ts'
import { operationName } from './operation-name.ts'

/** What the groups of the API are about, in the order in which a reader needs them. */
const groups: Readonly<Record<string, string>> = {
  conversations: 'Conversations and their messages: reading, answering, and who handles them.',
  contacts: 'The customers.',
  files: 'Files that were sent or are to be sent.',
  channels: 'Connections to providers, their health and the journal of what they sent.',
  templates: 'Message templates of a channel, which its provider reviews before they may be sent.',
  agents: 'AI agents: what they are told and how they behave.',
  'model-providers': 'Accounts at model providers.',
  knowledge: 'What the agents answer from.',
  webhooks: 'Addresses that are told of events (Standard Webhooks).',
  live: 'What happens, as it happens.',
  workspace: 'Settings of the workspace.',
  members: 'Who works in the workspace, and as what.',
  invitations: 'Links by which people are invited.',
  'api-keys': 'Keys of programs that call this API.',
  'audit-log': 'Who administered what.',
  accounts: 'The person who is signed in.',
  operations: 'How the installation runs: queues, latencies, processes, alarms.',
}

/** OpenAPI 3.1 from the schemas that validate: `/api/v1/openapi.json`, and a page to read it at `/api/docs`. */
export async function documentApi(server: ApiServer, deps: Deps): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Parley',
        version: '1.0.0',
        description: 'Channels, conversations, AI agents. Errors are application/problem+json (RFC 9457).',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: deps.config.publicUrl }],
      tags: Object.entries(groups).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'A key of the workspace, made under /api/v1/api-keys.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookieName(deps.config),
            description: 'A person signed in to the dashboard.',
          },
        },
      },
    },
    transform: ({ schema, url, route, ...rest }) => {
      const permission = route.config?.permission
      const hidden = !url.startsWith('/api/v1') || permission === 'visitor'
      const described = {
        ...schema,
        hide: schema?.hide ?? hidden,
        tags: schema?.tags?.map((tag: string) => tag.toLowerCase().replaceAll(' ', '-')),
        operationId: schema?.operationId ?? operationName(String(route.method), url),
        description: describePermission(schema?.description, permission),
        security: securityOf(permission),
      }
      return jsonSchemaTransform({ schema: described, url, route, ...rest })
    },
    transformObject: (document) => describeProblems(jsonSchemaTransformObject(document)),
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

function securityOf(permission: RoutePermission | undefined): Record<string, string[]>[] {
  if (permission === 'public') return []
  return permission === 'account' || permission === 'operator' ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }]
}

function describePermission(description: string | undefined, permission: string | undefined): string {
  const needs =
    permission === 'public'
      ? 'Open to anybody.'
      : permission === 'account'
        ? 'Needs a signed-in account.'
        : permission === 'operator'
          ? 'Needs an account that runs the installation (npx parley operator add).'
          : `Needs the role ${permission} or above.`
  return description ? `${description} ${needs}` : needs
}
