import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db.ts'
import { type JobHandlers, jobHandler, type Schedule } from '../jobs.ts'
import type { Deps } from '../module.ts'
import { sendJob } from './queue-mail.ts'
import { sendMail } from './send-mail.ts'

const mailSchema = z.object({ workspaceId: z.string(), mailId: z.string() })
export const mailsKeptDays = 90
const dayMs = 24 * 3_600_000

export function mailJobs(deps: Deps): JobHandlers {
  return {
    [sendJob]: jobHandler(mailSchema, ({ workspaceId, mailId }) => sendMail(deps, workspaceId, mailId)),
    'mail.prune': () => pruneMails(deps.db, new Date(deps.clock.now().getTime() - mailsKeptDays * dayMs)),
  }
}

export const mailSchedules: readonly Schedule[] = [{ job: 'mail.prune', cron: '55 2 * * *' }]

/** Crosses workspaces: by age alone. */
async function pruneMails(db: Database, before: Date): Promise<void> {
  await sql`delete from mails where created_at < ${before}`.execute(db.spine)
}
