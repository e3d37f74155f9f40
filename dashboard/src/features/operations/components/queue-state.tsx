import { useTranslation } from 'react-i18next'
import type { Operations } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import classes from './operations.module.css'

/** How everything that waits stands at this moment. */
export function QueueState({ data: { now, installation } }: { data: Operations }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { number, duration } = format
  const oldest = (ms: number | null) => (ms === null ? null : t('operations.oldest', { time: duration(ms) }))
  const { outbox, channels } = now
  return (
    <section className={classes.panel}>
      <h2>{t('operations.queues')}</h2>
      <dl className={classes.facts}>
        <Fact name={t('operations.fact.waiting')} value={number(now.waiting)} note={oldest(now.oldestWaitingMs)} />
        <Fact name={t('operations.fact.answering')} value={number(now.answering)} />
        <Fact
          name={t('operations.fact.outbox')}
          value={number(outbox.queued + outbox.calling + outbox.waiting)}
          note={oldest(outbox.oldestMs)}
        />
        <Fact name={t('operations.fact.bulk')} value={number(outbox.bulk)} />
        <Fact name={t('operations.fact.channels')} value={number(channels.connected)} />
        <Fact name={t('operations.fact.refused')} value={number(channels.error)} isBad={channels.error > 0} />
        <Fact name={t('operations.fact.circuits')} value={number(channels.circuitsOpen)} isBad={channels.circuitsOpen > 0} />
        <Fact name={t('operations.fact.limited')} value={number(channels.rateLimited)} />
        {installation && <OwnFacts installation={installation} />}
      </dl>
    </section>
  )
}

function OwnFacts({ installation: { jobs, events, database, liveStreams } }: { installation: NonNullable<Operations['installation']> }) {
  const { t } = useTranslation()
  const { number, duration, bytes } = useFormat()
  const oldest = (ms: number | null) => (ms === null ? null : t('operations.oldest', { time: duration(ms) }))
  const { standbys } = database
  const isAlone = standbys.areWanted && (standbys.synchronous ?? standbys.connected) === 0
  return (
    <>
      <Fact name={t('operations.fact.jobs')} value={number(jobs.ready + jobs.running)} note={oldest(jobs.oldestReadyMs)} />
      <Fact name={t('operations.fact.retrying')} value={number(jobs.retrying)} />
      <Fact name={t('operations.fact.failedJobs')} value={number(jobs.failed)} isBad={jobs.failedLately > 0} />
      <Fact name={t('operations.fact.events')} value={number(events.queued)} note={oldest(events.oldestMs)} />
      <Fact name={t('operations.fact.streams')} value={number(liveStreams)} />
      <Fact
        name={t('operations.fact.database')}
        value={bytes(database.bytes)}
        note={t('operations.connections', { used: number(database.connections), most: number(database.mostConnections) })}
      />
      {(standbys.areWanted || standbys.connected > 0) && (
        <Fact name={t('operations.fact.standbys')} value={number(standbys.connected)} isBad={isAlone} />
      )}
    </>
  )
}

function Fact({ name, value, note = null, isBad = false }: { name: string; value: string; note?: string | null; isBad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-bad={isBad || undefined}>
        {note && <span className={classes.quiet}>{note}</span>}
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}
