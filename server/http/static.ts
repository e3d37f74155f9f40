import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { ApiServer } from '../platform/module.ts'
import { notFound, sendProblem } from './problem.ts'

const dashboardFolder = join(import.meta.dirname, '..', '..', 'dashboard', 'dist')
const apiPaths = ['/api/', '/webhooks/', '/widget', '/meta/', '/healthz', '/readyz', '/metrics']

/** The dashboard: hashed assets for a year, `index.html` for each of its own addresses. */
export async function serveDashboard(server: ApiServer): Promise<void> {
  const index = join(dashboardFolder, 'index.html')
  const built = existsSync(index)
  if (built) {
    await server.register(fastifyStatic, {
      root: join(dashboardFolder, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
      decorateReply: false,
    })
  }
  const page = built ? await readFile(index, 'utf8') : undefined
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const forPeople =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !apiPaths.some((prefix) => path.startsWith(prefix)) &&
      !path.startsWith('/assets/')
    if (!forPeople) return sendProblem(notFound(), request, reply)
    if (!page)
      return reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('The dashboard has not been built yet: run `npm install` or `npm run prepare`.')
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
  })
}
