import type { BrokenBuild } from './broken-build.ts'

/** Builds that say something in the wrong order or at the wrong time, do not know what they said, keep what was to go, or do not go themselves. */
export const outOfPlace: readonly BrokenBuild[] = [
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
        from: /status = case when m\.status in \('queued', 'sending'\)[^\n]*\n/,
        to: '',
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
    name: 'hoarder',
    promise: 'erased',
    expects: /of the deleted contact is still in public[.]channel_events/,
    mistake: 'a deletion leaves what the providers sent of the person in the journal',
    changes: [{ file: 'server/modules/privacy/erase-contact.ts', from: 'await eraseJournal(tx, workspaceId, contactId)', to: '' }],
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
  {
    name: 'mortal',
    promise: 'stays',
    expects: /ended by itself with exit 1/,
    mistake: 'an error that nobody catches ends the process',
    changes: [
      {
        file: 'server/modules/pipeline/turn-loop.ts',
        from: "deps.log.warn({ err: error }, 'claiming turns failed')",
        to: 'throw error',
      },
    ],
    run: { topology: 'three' },
  },
]
