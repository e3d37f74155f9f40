import { sql } from 'kysely'
import type { EventPayloads, EventType, ParleyEvent } from '../../contract/events.ts'
import { collectEvent, type Database, type Tx } from './db.ts'
import { newId } from './ids.ts'
import type { Logger } from './log.ts'

/**
 * The one way out: records that something happened, in the transaction that makes it happen. Dashboards hear of it after the commit
 * (live.ts), durable subscribers (outgoing webhooks, automation) through `event_queue`, written by the same statement.
 */
export async function publish<T extends EventType>(tx: Tx, workspaceId: string, type: T, payload: EventPayloads[T]): Promise<void> {
  const event: ParleyEvent = { id: newId(), workspaceId, type, payload } as ParleyEvent
  await sql`
    with event as (
      insert into events (workspace_id, id, type, payload) values (${workspaceId}, ${event.id}, ${type}, ${JSON.stringify(payload)}::jsonb)
      returning workspace_id, id, type
    )
    insert into event_queue (workspace_id, subscriber, event_id)
    select event.workspace_id, s.subscriber, event.id from event
    join event_subscriptions s on s.workspace_id = event.workspace_id and event.type = any (s.types)`.execute(tx)
  collectEvent(tx, event)
}

/** The same for many of one kind, in one statement. */
export async function publishMany<T extends EventType>(
  tx: Tx,
  workspaceId: string,
  type: T,
  payloads: readonly EventPayloads[T][],
): Promise<void> {
  if (payloads.length === 0) return
  const events = payloads.map((payload) => ({ id: newId(), workspaceId, type, payload }) as ParleyEvent)
  await sql`
    with event as (
      insert into events (workspace_id, id, type, payload)
      select ${workspaceId}, i.id, ${type}, i.payload
      from unnest(${events.map((event) => event.id)}::uuid[], ${events.map((event) => JSON.stringify(event.payload))}::jsonb[]) as i(id, payload)
      returning workspace_id, id, type
    )
    insert into event_queue (workspace_id, subscriber, event_id)
    select event.workspace_id, s.subscriber, event.id from event
    join event_subscriptions s on s.workspace_id = event.workspace_id and event.type = any (s.types)`.execute(tx)
  for (const event of events) collectEvent(tx, event)
}

/** Declares which events a durable subscriber of a workspace wants from now on; none removes the subscription. */
export async function subscribeDurably(tx: Tx, workspaceId: string, subscriber: string, types: readonly EventType[]): Promise<void> {
  if (types.length === 0) {
    await sql`delete from event_subscriptions where workspace_id = ${workspaceId} and subscriber = ${subscriber}`.execute(tx)
    return
  }
  await sql`
    insert into event_subscriptions (workspace_id, subscriber, types) values (${workspaceId}, ${subscriber}, ${[...types]})
    on conflict (workspace_id, subscriber) do update set types = excluded.types`.execute(tx)
}

/** A durable subscriber: called at least once for each event, in a transaction of the event's workspace. Throwing retries with backoff. */
export interface DurableSubscriber {
  name: string
  handle(tx: Tx, event: ParleyEvent): Promise<void>
}

const leaseSeconds = 30
const batchSize = 100

/**
 * Hands queued events to one subscriber until none is due.
 * @returns how many were handled
 */
export async function drainEventQueue(db: Database, log: Logger, subscriber: DurableSubscriber): Promise<number> {
  let handled = 0
  for (;;) {
    // Most events are for nobody who must be told: a look at an empty table is cheaper than the plan of what follows.
    const waiting = await sql`select from event_queue where subscriber = ${subscriber.name} and locked_until < now() limit 1`.execute(
      db.spine,
    )
    if (waiting.rows.length === 0) return handled
    // Crosses workspaces: claims the due events of every workspace under a lease.
    const { rows } = await sql<{ workspace_id: string; event_id: string; type: EventType | null; payload: unknown }>`
      with due as (
        select workspace_id, subscriber, event_id from event_queue
        where subscriber = ${subscriber.name} and locked_until < now() and attempt < 20
        order by event_id limit ${batchSize} for update skip locked
      ), claimed as (
        update event_queue q set locked_until = now() + make_interval(secs => ${leaseSeconds} * least(1 + q.attempt, 120)), attempt = q.attempt + 1
        from due where (q.workspace_id, q.subscriber, q.event_id) = (due.workspace_id, due.subscriber, due.event_id)
        returning q.workspace_id, q.event_id
      )
      select c.workspace_id, c.event_id, e.type, e.payload from claimed c
      left join events e on e.workspace_id = c.workspace_id and e.id = c.event_id order by c.event_id`.execute(db.spine)
    if (rows.length === 0) return handled
    for (const row of rows) {
      const event = row.type
        ? ({ id: row.event_id, workspaceId: row.workspace_id, type: row.type, payload: row.payload } as ParleyEvent)
        : undefined
      try {
        await db.withWorkspace(row.workspace_id, async (tx) => {
          if (event) await subscriber.handle(tx, event)
          await sql`delete from event_queue where workspace_id = ${row.workspace_id} and subscriber = ${subscriber.name} and event_id = ${row.event_id}`.execute(
            tx,
          )
        })
        handled += 1
      } catch (error) {
        log.error({ err: error, subscriber: subscriber.name, eventId: row.event_id }, 'event subscriber failed, will be retried')
      }
    }
  }
}
