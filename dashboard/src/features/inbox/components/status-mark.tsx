import { Tooltip } from '@mantine/core'
import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useRetryMessage } from '../api/send-message.ts'
import classes from './thread.module.css'

const icons = {
  received: IconCheck,
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
} as const

/** How far an outgoing message has come; for a failed one the reason and a way to try again. */
export function StatusMark({ message }: { message: Message }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (message.status === 'failed') return <Failed message={message} />
  const Icon = icons[message.status]
  const at = message.readAt ?? message.deliveredAt ?? message.sentAt
  const label = `${t(`message.status.${message.status}`)}${at ? ` · ${format.full(at)}` : ''}`
  return (
    <Tooltip label={label}>
      <span role="img" aria-label={label}>
        <Icon size={15} color={message.status === 'read' ? 'var(--p-accent-text)' : undefined} aria-hidden />
      </span>
    </Tooltip>
  )
}

function Failed({ message }: { message: Message }) {
  const { t } = useTranslation()
  const retry = useRetryMessage(message.conversationId)
  // What came too late only a template mends.
  const mayRetry = useMay('agent') && message.error?.code !== 'outside-window'
  return (
    <>
      <span className={classes.failed} style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
        <IconAlertCircle size={15} aria-hidden />
        <span title={message.error?.title}>{message.error ? t(`sendError.${message.error.code}`) : t('message.status.failed')}</span>
      </span>
      {mayRetry && (
        <button
          type="button"
          className={classes.footButton}
          onClick={() => retry.mutate(message.id)}
          disabled={retry.isPending}
          data-testid="message-retry"
        >
          <IconRefresh size={13} aria-hidden />
          {t('message.retry')}
        </button>
      )}
    </>
  )
}
