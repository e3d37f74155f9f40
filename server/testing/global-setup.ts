import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { createLogger } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { isAlive } from '../platform/process-users.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; user: string; template: string }
  }
}

const migrations = path.join(import.meta.dirname, '..', 'migrations')

/**
 * One PostgreSQL in a temporary folder, without fsync. Runs at the same time share it, and what a killed run left behind is
 * taken over by the next: the launcher counts its living users. The schema is migrated once into a template database
 * that carries the checksum of the migrations in its name.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const checkout = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 8)
  const postgres = await startFresh(path.join(os.tmpdir(), `parley-test-${checkout}`))
  const { host, user } = postgres.connection
  try {
    const template = await prepareTemplate(host, user)
    project.provide('postgres', { host, user, template })
  } catch (error) {
    await postgres.stop()
    throw error
  }
  return () => postgres.stop()
}

async function startFresh(dataDir: string): Promise<EmbeddedPostgres> {
  const options = {
    dataDir,
    log: createLogger({ level: 'silent' }),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '500' },
  }
  try {
    return await startEmbeddedPostgres(options)
  } catch {
    // Without fsync a crashed machine leaves a damaged folder; nothing in it is worth keeping.
    await rm(dataDir, { recursive: true, force: true })
    return startEmbeddedPostgres(options)
  }
}

async function prepareTemplate(host: string, user: string): Promise<string> {
  const template = `template_${await migrationsChecksum()}`
  const admin = new pg.Client({ host, user, database: 'postgres' })
  await admin.connect()
  try {
    await admin.query(`select pg_advisory_lock(hashtext('parley:test-template'))`)
    await dropAbandoned(admin)
    const found = await admin.query('select 1 from pg_database where datname = $1', [template])
    if (found.rowCount) return template
    const draft = `draft_${process.pid}`
    await admin.query(`create database ${draft}`)
    try {
      await migrate({ host, user, database: draft, loginRoles: true })
      await admin.query(`alter database ${draft} rename to ${template}`)
    } catch (error) {
      await admin.query(`drop database if exists ${draft} with (force)`)
      throw error
    }
    return template
  } finally {
    await admin.end()
  }
}

/** Databases are named after the process that made them: those of dead ones go. */
async function dropAbandoned(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(`select datname from pg_database where datname ~ '^(test|draft)_[0-9]+'`)
  for (const { datname } of rows) {
    if (!isAlive(Number(datname.split('_')[1]))) await admin.query(`drop database if exists ${datname} with (force)`)
  }
}

async function migrationsChecksum(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(migrations).catch((): string[] => [])).sort())
    hash.update(name).update(await readFile(path.join(migrations, name)))
  return hash.digest('hex').slice(0, 12)
}
