import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

/** How to reach the embedded server of a data folder as its owner. */
export function embeddedConnection(dataDir: string): pg.ClientConfig {
  const socketDir = readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]
  return { host: socketDir, user: 'parley', database: 'parley' }
}

const connections = 32

/**
 * What the same PostgreSQL commits when nothing but it works: transactions of two inserts from 32 connections, with `synchronous_commit`
 * as it is in production. The yardstick of every speed in bench/, because the machine is shared and its own speed moves.
 * @returns transactions a second
 */
export async function bareRate(dataDir: string, seconds = 4): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client(embeddedConnection(dataDir))
      await client.connect()
      return client
    }),
  )
  const [first] = clients as [pg.Client]
  await first.query(`
    drop schema if exists bench_bare cascade; create schema bench_bare;
    create table bench_bare.a (id bigint generated always as identity primary key, text text not null);
    create table bench_bare.b (id bigint generated always as identity primary key, text text not null)`)
  let committed = 0
  let counting = false
  let stopped = false
  const transaction = `with a as (insert into bench_bare.a (text) values ($1)) insert into bench_bare.b (text) values ($2)`
  const loops = clients.map(async (client) => {
    while (!stopped) {
      await client.query({ name: 'bench-bare', text: transaction, values: ['Is the red one in stock?', 'Yes, three of them.'] })
      if (counting) committed += 1
    }
  })
  await new Promise((resolve) => setTimeout(resolve, 500))
  counting = true
  const from = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  counting = false
  const rate = committed / ((performance.now() - from) / 1000)
  stopped = true
  await Promise.all(loops)
  await first.query('drop schema bench_bare cascade')
  await Promise.all(clients.map((client) => client.end()))
  return rate
}
