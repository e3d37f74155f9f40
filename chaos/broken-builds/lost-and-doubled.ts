import type { BrokenBuild } from './broken-build.ts'

/** Builds that lose a message or its answer, or give two of them. */
export const lostAndDoubled: readonly BrokenBuild[] = [
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
        from: "claim.oldState === 'calling' && (await waitsForProof(claim))",
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
        file: 'server/modules/pipeline/recover-receipts.ts',
        from: /const files = findDead\([^\n]*\n/,
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
]
