import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database, Tx } from './db.ts'
import type { EgressDeclaration } from './egress.ts'
import type { DurableSubscriber } from './events.ts'
import type { Files } from './files.ts'
import type { HttpClient } from './http-client.ts'
import type { JobHandlers, Jobs, Schedule } from './jobs.ts'
import type { Live } from './live.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Secrets } from './secrets.ts'

/** What every module is given: nothing is reached for, everything is passed. */
export interface Deps {
  config: Config
  log: Logger
  db: Database
  secrets: Secrets
  files: Files
  http: HttpClient
  jobs: Jobs
  live: Live
  clock: Clock
  metrics: Metrics
}

export type ApiServer = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>

/** Roles of a member or API key, weakest first: each may do what the ones before it may. */
export const roles = ['viewer', 'agent', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/**
 * Who may call a route: the least role in the workspace; `account`: anybody signed in, without a workspace; `operator`: a signed-in person who
 * runs the installation, in whatever workspace; `visitor`: the widget's own tokens, checked by the channel; `provider`: a signature, checked by
 * the adapter; `public`: anybody.
 */
export type RoutePermission = Role | 'account' | 'operator' | 'visitor' | 'provider' | 'public'

/** Who is asking, found out before the handler runs. */
export interface Access {
  workspaceId: string
  role: Role
  actor: { type: 'user' | 'api-key'; id: string; name: string; email: string | null }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Required on every route: a route without it stops the start. */
    permission?: RoutePermission
    /** Fields of the answer that are shown once and kept nowhere: a repetition by Idempotency-Key has null in their place. */
    shownOnce?: readonly string[]
  }
  interface FastifyRequest {
    /** Set on routes whose permission is a role. */
    access: Access
    /** The bytes as they came, for signatures: set on routes whose permission is `provider`. */
    rawBody?: Buffer
  }
}

/**
 * How one table (or file store) deals with persons. The declarations are compared with the database's catalogue: a table or a column that
 * nobody declared fails the build.
 */
export interface PersonalData {
  table: string
  /** What is in it, for the register of processing; one sentence. */
  purpose: string
  /** Columns that say something of a person. Every other column is declared in `other`. */
  personal: readonly string[]
  other: readonly string[]
  /**
   * Whose data: how rows of one person are found. `null` where no person is in it. `identity`: the column holds the id by which the channel
   * in `channel_id` knows the contact; `mention`: a text in which the ids of the contact and their conversations are searched.
   */
  subject: { column: string; is: 'contact' | 'identity' | 'user' | 'conversation' | 'message' | 'file' | 'mention' } | null
  /** On erasure: delete the row, blank the personal columns, or keep with the law that asks for it. */
  erasure: 'delete' | 'blank' | { keep: string } | null
  /** How long rows live: days after their creation, or with their subject. */
  retention: { days: number } | 'with-subject' | 'with-workspace' | 'instance'
}

export interface Stoppable {
  stop(): Promise<void>
}

export interface Module {
  name: string
  /** Called once when everything that modules are given stands, before routes and loops. */
  wire?: (deps: Deps) => void
  routes?: (server: ApiServer, deps: Deps) => void | Promise<void>
  jobs?: (deps: Deps) => JobHandlers
  schedules?: readonly Schedule[]
  subscribers?: (deps: Deps) => DurableSubscriber[]
  /** Loops that the module runs itself, per role of the process. */
  start?: (deps: Deps) => Promise<Stoppable>
  personalData: readonly PersonalData[]
  egress: readonly EgressDeclaration[]
}

export type { Tx }
