import { onTestFinished } from 'vitest'
import { buildApp } from '../app.ts'
import { modules } from '../modules.ts'
import { createDeps } from '../open-deps.ts'
import type { Config } from '../platform/config.ts'
import { createLogger, type Logger } from '../platform/log.ts'
import type { ApiServer, Deps } from '../platform/module.ts'
import { runModules } from '../run-modules.ts'
import { testConfig } from './test-config.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

export interface TestApp {
  /** Where it listens: `http://127.0.0.1:…`. */
  url: string
  deps: Deps
  server: ApiServer
  database: TestDatabase
  close(): Promise<void>
}

/**
 * The whole program as `main.ts` makes it, on a database and data folder of its own, listening on a free port unless `config` names one. With
 * `run: false` it answers requests but runs no loops and no jobs. Call it in `beforeAll` and `close()` it; inside a test it closes itself.
 */
export async function testApp(options: { config?: Partial<Config>; run?: boolean; log?: Logger } = {}): Promise<TestApp> {
  const config = testConfig({ port: 0, ...options.config })
  const database = await testDatabase()
  const steps: (() => Promise<unknown>)[] = [database.close]
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    for (const step of steps.reverse()) await step()
  }
  try {
    const created = await createDeps(config, options.log ?? createLogger({ level: config.logLevel }), database.owner)
    steps.push(created.close)
    const server = await buildApp(created.deps)
    if (options.run ?? true) {
      const running = await runModules(created.deps, modules)
      steps.push(running.stop)
    }
    steps.push(() => server.close())
    const url = await server.listen({ host: '127.0.0.1', port: config.port })
    closeAfterTest(close)
    return { url, deps: created.deps, server, database, close }
  } catch (error) {
    await close()
    throw error
  }
}

function closeAfterTest(close: () => Promise<void>): void {
  try {
    onTestFinished(close)
  } catch {
    // Called in a hook: the file closes it in afterAll.
  }
}
