import type { Selectable } from 'kysely'
import type { Tx } from '../db.ts'
import { ProviderError } from '../errors.ts'
import type { Deps } from '../module.ts'
import { mailPurpose } from './egress.ts'
import { hasMarketingConsent } from './marketing-consent.ts'
import { contentPlace, type StoredContent, sendJob } from './queue-mail.ts'
import { sendBySmtp } from './smtp.ts'
import type { MailTable } from './tables.ts'

const minuteMs = 60_000
/** Longer than an attempt can take: a mail whose process died is taken up again after it. */
const leaseMs = 2 * minuteMs
/** Pauses after the first failed attempt, the second, …: some 22 hours altogether. */
const pausesMs = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * minuteMs)

type MailRow = Selectable<MailTable>
type Outcome = { taken: string } | { failure: ProviderError }

/**
 * One attempt at one stored mail: claimed before, written down after. Who dies between the two leaves it in doubt: it is tried again under the same
 * Message-ID, by which receivers know a mail twice sent. Marketing in doubt is given up instead.
 */
export async function sendMail(deps: Deps, workspaceId: string, mailId: string): Promise<void> {
  const claimed = await deps.db.withWorkspace(workspaceId, (tx) => claim(deps, tx, workspaceId, mailId))
  if (claimed === null) return
  const outcome = await attempt(deps, claimed.row, claimed.content)
  await deps.db.withWorkspace(workspaceId, (tx) => record(deps, tx, claimed.row, outcome))
}

/** @returns null where there is nothing to be sent now: gone, done, too late, not agreed to, or in another's hands */
async function claim(deps: Deps, tx: Tx, workspaceId: string, mailId: string): Promise<{ row: MailRow; content: StoredContent } | null> {
  const now = deps.clock.now()
  const row = await tx
    .selectFrom('mails')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', mailId)
    .where('status', 'in', ['queued', 'sending'])
    .forUpdate()
    .executeTakeFirst()
  if (!row?.content) return null
  if (row.status === 'sending' && row.locked_until instanceof Date && row.locked_until > now) {
    await sendAgain(deps, tx, row, row.locked_until)
    return null
  }
  const reason = await whyNot(deps, tx, row, now)
  if (reason) {
    await settle(tx, row, { status: reason === 'no-consent' ? 'withheld' : 'failed', error: reason })
    deps.log.warn({ workspaceId, mailId, kind: row.kind, category: row.category, reason }, 'mail is not sent')
    return null
  }
  const content = await deps.secrets.open(tx, workspaceId, contentPlace(mailId), row.content)
  const claimed = {
    status: 'sending' as const,
    attempt: row.attempt + 1,
    attempted_at: now,
    locked_until: new Date(now.getTime() + leaseMs),
  }
  await tx.updateTable('mails').set(claimed).where('workspace_id', '=', workspaceId).where('id', '=', mailId).execute()
  return { row: { ...row, ...claimed }, content: JSON.parse(content) as StoredContent }
}

async function whyNot(deps: Deps, tx: Tx, row: MailRow, now: Date): Promise<string | null> {
  if (!deps.config.mail) return 'mail-off'
  if (row.expires_at !== null && row.expires_at <= now) return 'expired'
  if (row.category !== 'marketing') return null
  if (!(await hasMarketingConsent(deps, tx, row.workspace_id, row.contact_id))) return 'no-consent'
  return row.status === 'sending' ? 'in-doubt' : null
}

async function attempt(deps: Deps, row: MailRow, content: StoredContent): Promise<Outcome> {
  const settings = requireDeclared(deps)
  const started = performance.now()
  const observe = (status: string) =>
    deps.metrics.outsideCalls.observe({ purpose: mailPurpose, status }, (performance.now() - started) / 1000)
  try {
    const messageId = `<${row.id}@${settings.from.address.split('@')[1]}>`
    const taken = await sendBySmtp(settings, { ...content, messageId, at: row.created_at })
    observe(taken.slice(0, 3))
    return { taken }
  } catch (failure) {
    if (!(failure instanceof ProviderError)) throw failure
    observe(failure.providerCode?.slice(0, 3) ?? '0')
    return { failure }
  }
}

/** The register of who gets data is what is gone by: a server that it does not name is not written to. */
function requireDeclared({ config, http }: Deps): NonNullable<Deps['config']['mail']> {
  const { mail } = config
  const declared = http.egress.find(({ purpose }) => purpose === mailPurpose)
  if (!mail || !declared?.hosts.includes(mail.host)) throw new Error('The mail server is not declared')
  return mail
}

async function record(deps: Deps, tx: Tx, row: MailRow, outcome: Outcome): Promise<void> {
  const now = deps.clock.now()
  const fields = { workspaceId: row.workspace_id, mailId: row.id, kind: row.kind, attempt: row.attempt }
  if ('taken' in outcome) {
    await settle(tx, row, { status: 'sent', error: null, response: outcome.taken, sent_at: now })
    deps.log.info(fields, 'mail sent')
    return
  }
  const { code, retryable, providerCode } = outcome.failure
  const answered = { error: code, response: providerCode ?? null }
  const pauseMs = retryable ? pausesMs[row.attempt - 1] : undefined
  // Whether a mail that broke off has arrived nobody knows: nobody gets marketing twice.
  const isInDoubt = row.category === 'marketing' && providerCode === undefined
  if (pauseMs === undefined || isInDoubt) {
    await settle(tx, row, { status: 'failed', ...answered })
    deps.log.warn({ ...fields, code, providerCode }, 'mail is given up')
    return
  }
  await tx
    .updateTable('mails')
    .set({ status: 'queued', locked_until: '-infinity', ...answered })
    .where('workspace_id', '=', row.workspace_id)
    .where('id', '=', row.id)
    .where('attempt', '=', row.attempt)
    .execute()
  await sendAgain(deps, tx, row, new Date(now.getTime() + pauseMs))
  deps.log.info({ ...fields, code, providerCode }, 'mail will be tried again')
}

/** The words have served their purpose: what stays is that, when and how it ended. */
async function settle(tx: Tx, row: MailRow, end: Partial<Pick<MailRow, 'status' | 'error' | 'response' | 'sent_at'>>): Promise<void> {
  await tx
    .updateTable('mails')
    .set({ ...end, content: null, locked_until: '-infinity' })
    .where('workspace_id', '=', row.workspace_id)
    .where('id', '=', row.id)
    .where('attempt', '=', row.attempt)
    .execute()
}

async function sendAgain(deps: Deps, tx: Tx, row: MailRow, runAt: Date): Promise<void> {
  await deps.jobs.enqueue(tx, sendJob, { workspaceId: row.workspace_id, mailId: row.id }, { runAt })
}
