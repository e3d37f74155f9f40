import Fastify, { LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ApiServer, Deps } from '../platform/module.ts'
import { operationsRoutes } from './operations.ts'
import { notFound, sendProblem } from './problem.ts'

/** What a process without role web lets supervisors and Prometheus ask: the same probes and metrics, and nothing else. */
export function buildProbeServer(deps: Deps): ApiServer {
  const server = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>() as unknown as ApiServer
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(sendProblem)
  server.setNotFoundHandler((request, reply) => sendProblem(notFound(), request, reply))
  operationsRoutes(server, deps)
  return server
}
