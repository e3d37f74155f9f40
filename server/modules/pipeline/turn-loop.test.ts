import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import type { TurnClaim } from './claim-turns.ts'
import { startTurnLoop } from './turn-loop.ts'

let app: TestApp

beforeAll(async () => {
  app = await testApp({ run: false })
})
afterAll(() => app.close())
beforeEach(() => query('delete from mailbox'))

const query = (text: string, values: unknown[] = []) => app.database.ownerPool.query(text, values)

async function addDue(workspaceId: string, count = 1): Promise<void> {
  await query(
    `insert into mailbox (workspace_id, conversation_id, last_in, due_at) select $1, gen_random_uuid(), gen_random_uuid(), now() from generate_series(1, $2::int)`,
    [workspaceId, count],
  )
}

interface Taken {
  claim: TurnClaim
  signal: AbortSignal
  end(): void
}

/** A loop whose turns last until the test ends them. */
function startHeldLoop() {
  const taken: Taken[] = []
  const loop = startTurnLoop(
    app.deps,
    (claim, signal) => new Promise((resolve) => taken.push({ claim, signal, end: () => resolve(false) })),
  )
  const stop = async () => {
    const stopped = loop.stop()
    for (const turn of taken) turn.end()
    await stopped
  }
  return { loop, taken, stop }
}

describe('a turn whose lease was lost', () => {
  it('is given up when its conversation is claimed again, and leaves its successor alone when it ends', async () => {
    // Went wrong: the old turn's end removed the new one from what runs, and a person who took over could not stop it any more.
    await addDue(newId())
    const { taken, stop } = startHeldLoop()
    await eventually(async () => expect(taken.length).toBe(1))
    await query(`update mailbox set locked_until = '-infinity', due_at = now()`)
    await eventually(async () => expect(taken.length).toBe(2))
    const [old, current] = taken as [Taken, Taken]
    expect([old.signal.aborted, current.signal.aborted]).toEqual([true, false])
    old.end()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const { conversationId, workspaceId } = current.claim
    const payload = { conversationId, status: 'open', handler: 'user', assigneeId: null, change: 'taken' } as const
    app.deps.db.announce([{ id: newId(), workspaceId, type: 'conversation.updated', payload }])
    expect(current.signal.aborted).toBe(true)
    await stop()
  })
})

describe('a turn that failed', () => {
  it('counts as a failure of its own only if it was not the database that went away', async () => {
    // Went wrong: a few brief interruptions of the database handed conversations over as if the model had failed.
    await addDue(newId(), 2)
    const errors = [Object.assign(new Error('terminating connection'), { code: '57P01' }), new Error('a mistake of ours')]
    const loop = startTurnLoop(app.deps, async () => {
      throw errors.shift() ?? new Error('taken too often')
    })
    await eventually(async () => {
      const { rows } = await query('select attempt from mailbox where claim = 2 order by attempt')
      expect(rows).toEqual([{ attempt: 1 }, { attempt: 5 }])
    })
    await loop.stop()
  })
})

// Twice a second the loop looks by itself: four rounds that wait for it take longer than this.
const roundsMs = 1_200

async function timeRounds(round: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let done = 0; done < 4; done += 1) await round()
  return performance.now() - startedAt
}

describe('what is due as a turn ends', () => {
  it('is taken at once where a workspace had its share', async () => {
    const workspaceId = newId()
    await addDue(workspaceId, 800)
    const { loop, taken, stop } = startHeldLoop()
    await eventually(async () => expect(taken.length).toBe(800))
    const took = await timeRounds(async () => {
      const before = taken.length
      await addDue(workspaceId)
      // As receiving does; this claim leaves it behind.
      loop.wake(0)
      await new Promise((resolve) => setTimeout(resolve, 60))
      expect(taken.length).toBe(before)
      taken[before - 800]?.end()
      await eventually(async () => expect(taken.length).toBe(before + 1))
    })
    expect(took).toBeLessThan(roundsMs)
    await stop()
  })

  it('is taken at once where the conversation itself is due again', async () => {
    let turns = 0
    let reached = () => {}
    const next = () => new Promise<void>((resolve) => (reached = resolve))
    const first = next()
    const loop = startTurnLoop(app.deps, async (claim) => {
      turns += 1
      await query(`update mailbox set locked_until = '-infinity', due_at = now() where conversation_id = $1`, [claim.conversationId])
      reached()
      return turns < 6
    })
    await addDue(newId())
    loop.wake(0)
    await first
    expect(await timeRounds(next)).toBeLessThan(roundsMs)
    await loop.stop()
  })
})
