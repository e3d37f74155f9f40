import { IconSparkles } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useHandoverReason } from '../../../lib/use-handover-reason.ts'
import { useNow } from '../../../lib/use-now.ts'
import { StatusMark } from './status-mark.tsx'
import classes from './thread.module.css'

const dayMs = 24 * 60 * 60_000

export function DayLine({ at }: { at: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const day = new Date(at).toDateString()
  const isToday = day === new Date(now).toDateString()
  const isYesterday = day === new Date(now - dayMs).toDateString()
  return <div className={classes.day}>{isToday ? t('thread.today') : isYesterday ? t('thread.yesterday') : format.longDate(at)}</div>
}

/** Who took over, why the AI handed over: told in passing, between the messages. */
export function EventLine({ message }: { message: Message }) {
  const format = useFormat()
  const text = useLineText(message)
  const reason = useReason(message)
  const isByAi = message.event?.name === 'handed-over' || message.event?.name === 'agent-failed'
  return (
    <div className={classes.event} data-testid="thread-event" data-event={message.event?.name ?? message.type}>
      <span>
        {isByAi && <IconSparkles size={12} aria-hidden style={{ verticalAlign: -2, marginInlineEnd: 4 }} />}
        {text}
        {reason && <bdi>: {reason}</bdi>} {message.status === 'failed' && <StatusMark message={message} />} ·{' '}
        <time dateTime={message.createdAt}>{format.time(message.createdAt)}</time>
      </span>
    </div>
  )
}

/** Reasons are codes and times where Parley gives them, and words where a person does. */
function useReason({ event }: Message): string | null {
  const format = useFormat()
  const handoverReason = useHandoverReason(event?.reason)
  if (!event?.reason) return null
  if (event.name === 'rated' || event.name === 'tracked') return event.reason
  if (event.name === 'snoozed') return Number.isNaN(Date.parse(event.reason)) ? event.reason : format.full(event.reason)
  return handoverReason
}

/** What nobody of the team has done. */
function isByCustomer({ event, author }: Message): boolean {
  return event?.name === 'rated' || event?.name === 'tracked' || (event?.name === 'resolved' && author.id === null)
}

function useLineText(message: Message): string {
  const { t } = useTranslation()
  const nobody = isByCustomer(message) ? t('contact.unnamed') : t('event.system')
  const name = message.event?.actorName ?? message.author.name ?? nobody
  if (message.event) return t(`event.${message.event.name}`, { name })
  if (message.type === 'reaction')
    return message.reaction?.emoji ? t('message.reacted', { name, emoji: message.reaction.emoji }) : t('message.unreacted', { name })
  return message.text ?? t('message.unsupported')
}
