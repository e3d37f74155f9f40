import type { Promised } from '../check/violation.ts'
import type { TopologyName } from '../installation/topologies.ts'

/** One place in the source at which a promise is broken on purpose, and the run in which that has to show. */
export interface BrokenBuild {
  name: string
  promise: Promised
  /** What the checker has to say of it: another violation of the same promise proves nothing about this mistake. */
  expects: RegExp
  /** What a reader of the source would say of it. */
  mistake: string
  changes: { file: string; from: string | RegExp; to: string }[]
  run?: {
    topology?: TopologyName
    failpoint?: string
    kills?: number
    stops?: number
    customers?: number
    minutes?: number
    faults?: number
    slowStatuses?: number
  }
}

export const brokenBuilds: readonly BrokenBuild[] = [
  {
    name: 'early-200',
    promise: 'nothing-lost',
    expects: /was acknowledged and is not in its conversation/,
    mistake: '200 before the commit that holds the event',
    changes: [
      {
        file: 'server/modules/pipeline/receive.ts',
        from: /const result = await withPatience\(([^\n]*)\)\n/,
        to: 'withPatience($1).catch(() => {})\n    const result = { recorded: lasting.length, duplicates: 0, failed: 0 }\n',
      },
    ],
    run: { topology: 'one', failpoint: 'receive-before-commit' },
  },
  {
    name: 'lost-lease',
    promise: 'nothing-lost',
    expects: /was acknowledged and never answered/,
    mistake: 'a turn whose process died is never due again',
    changes: [
      {
        file: 'server/modules/pipeline/claim-turns.ts',
        from: 'due_at = now() + make_interval(secs => $2), claim = m.claim + 1',
        to: "due_at = 'infinity', claim = m.claim + 1",
      },
      {
        file: 'server/modules/pipeline/claim-turns.ts',
        from: 'due_at = least(m.due_at, now() + make_interval(secs => $4))',
        to: 'due_at = m.due_at',
      },
    ],
    run: { topology: 'one', failpoint: 'turn-after-claim', customers: 3_000 },
  },
  {
    name: 'no-keys',
    promise: 'one-answer',
    expects: /the provider's event .* is in the record \d+ times/,
    mistake: 'the keys against doubles are written and not looked at',
    changes: [
      {
        file: 'server/modules/pipeline/record.ts',
        from: /\.filter\(\(event\) => replay \|\| fresh\.delete\([^\n]*\)\n/,
        to: '.filter(() => fresh.size >= 0)\n',
      },
    ],
    run: { kills: 0 },
  },
  {
    name: 'no-proof',
    promise: 'one-answer',
    expects: /nobody waited for the provider's word/,
    mistake: 'a message in doubt is sent again without waiting for what the provider says',
    changes: [
      {
        file: 'server/modules/pipeline/deliver.ts',
        from: "one.oldState === 'calling' && (await waitsForProof(one))",
        to: 'Number(await waitsForProof.length) < 0',
      },
    ],
    run: { topology: 'three', failpoint: 'deliver-after-call', kills: 16, minutes: 0.7, slowStatuses: 0.9 },
  },
  {
    name: 'no-fence',
    promise: 'one-answer',
    expects: /was answered by \d+ messages/,
    mistake: 'whoever lost the lease of a turn commits its answer all the same',
    changes: [
      { file: 'server/modules/pipeline/finish-turns.ts', from: /\|\| seen\.claim !== turn\.claim\b/, to: '' },
      // And leases that a slow thought outlives, which the fence alone makes harmless.
      { file: 'server/modules/pipeline/claim-turns.ts', from: /leaseSeconds = 5\b/, to: 'leaseSeconds = 0.5' },
      { file: 'server/modules/pipeline/turn-loop.ts', from: /renewMs = 1_200\b/, to: 'renewMs = 600_000' },
    ],
    run: { topology: 'three', kills: 0 },
  },
  {
    name: 'no-recovery',
    promise: 'one-answer',
    expects: /the provider's answer was there for a living process/,
    mistake: 'what a killed process had noted of its receipts is not taken in',
    changes: [
      {
        file: 'server/modules/pipeline/receipt-log.ts',
        from: /const files = deadFiles\([^\n]*\n/,
        to: 'const files: string[] = []\n',
      },
      // And commits so slow that a kill meets receipts which were long read, which the notes alone make harmless.
      {
        file: 'server/modules/pipeline/record-receipts.ts',
        from: /(async function recordSent\([^\n]*\n)/,
        to: '$1  await new Promise((resolve) => setTimeout(resolve, 3_000))\n',
      },
    ],
    run: { topology: 'three', kills: 8 },
  },
  {
    name: 'arrival-order',
    promise: 'order',
    expects: /stands after .*, which the customer wrote later/,
    mistake: "messages stand in the order of their arrival, not of the provider's time",
    changes: [{ file: 'server/modules/pipeline/place-in-thread.ts', from: /return at % 1000 === 0 [^\n]*/, to: 'return now + 0 * at' }],
    run: { kills: 0 },
  },
  {
    name: 'no-queue',
    promise: 'order',
    expects: /went out before .*, which stands before it/,
    mistake: 'the outbox does not wait for the older messages of a conversation',
    changes: [
      { file: 'server/modules/pipeline/claim-sends.ts', from: /and \$\{nothingBefore\('and e\.priority = 0'\)\}/, to: '' },
      {
        file: 'server/modules/pipeline/finish-turns.ts',
        from: /select \(select count\(\*\) from \(select from outbox o where[^\n]*\) = 0 as yes/,
        to: 'select true as yes',
      },
    ],
    run: { faults: 0.15, kills: 0 },
  },
  {
    name: 'no-epoch',
    promise: 'takeover',
    expects: /the AI said .* after a person had taken over/,
    mistake: 'an answer that was thought out under the AI is committed after a person took over',
    changes: [
      { file: 'server/modules/pipeline/finish-turns.ts', from: "if (seen.epoch !== turn.epoch) return { kind: 'disturbed' }", to: '' },
      {
        file: 'server/modules/pipeline/turn-loop.ts',
        from: "event.payload.change === 'taken'",
        to: "event.payload.change === ('never' as string)",
      },
    ],
    run: { topology: 'three', kills: 0 },
  },
  {
    name: 'backwards',
    promise: 'known',
    expects: /, and the provider said (sent|delivered|read)/,
    mistake: 'statuses move backwards when they come in the wrong order',
    changes: [
      {
        file: 'server/modules/pipeline/record-statuses.ts',
        from: /greatest\(i\.rank, case m\.status when 'sent' then 2 [^\n]* end\) as rank/,
        to: 'i.rank as rank',
      },
    ],
    run: { kills: 0 },
  },
  {
    name: 'unrecorded',
    promise: 'known',
    expects: /is still sending in the end/,
    mistake: 'what the provider took is not written down',
    changes: [
      {
        file: 'server/modules/pipeline/record-receipts.ts',
        from: "status = case when m.status in ('queued', 'sending', 'failed') then 'sent' else m.status end, error = null",
        to: 'error = null',
      },
    ],
    run: { kills: 0 },
  },
  {
    name: 'leftover',
    promise: 'erased',
    expects: /the deleted contact can still be read/,
    mistake: 'a deletion leaves the contact itself where it is',
    changes: [
      {
        file: 'server/modules/privacy/erase-contact.ts',
        from: "if (!subject || subject.is === 'user' ||",
        to: "if (!subject || subject.is === 'user' || table === 'contacts' ||",
      },
    ],
    run: { kills: 0 },
  },
  {
    name: 'deaf',
    promise: 'stops',
    expects: /had not ended 45 s after it was told to stop/,
    mistake: 'a process does not hear that it is told to stop',
    changes: [{ file: 'server/commands/run-until-stopped.ts', from: "process.on('SIGTERM', stop)", to: "process.on('SIGTERM', () => {})" }],
    run: { topology: 'one', kills: 0, stops: 1 },
  },
]
