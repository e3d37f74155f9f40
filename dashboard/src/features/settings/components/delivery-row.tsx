import { Badge, Button, Code, Text, Tooltip } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WebhookDelivery } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useResendDelivery } from '../api/webhooks.ts'
import { useDeliveryReason } from './use-delivery-reason.ts'
import classes from './webhooks.module.css'

const colors = { pending: 'yellow', delivered: 'green', failed: 'red', withheld: 'gray' } as const

/** One event on its way to one address: how far it is, how often it was tried, and what was answered. */
export function DeliveryRow({ delivery, isEnabled }: { delivery: WebhookDelivery; isEnabled: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reasonOf = useDeliveryReason()
  const [isOpen, setOpen] = useState(false)
  const { status, type, createdAt, attempt, responseStatus, responseBody, error, durationMs, nextAttemptAt } = delivery
  const facts = [
    format.full(createdAt),
    t('webhooks.attempts', { count: attempt }),
    responseStatus === null ? null : t('webhooks.answered', { status: responseStatus }),
    durationMs === null ? null : format.duration(durationMs),
    status === 'pending' && attempt > 0 && nextAttemptAt ? t('webhooks.nextAttempt', { time: format.full(nextAttemptAt) }) : null,
  ].filter((fact) => fact !== null)
  return (
    <div className={classes.delivery} data-testid="webhook-delivery" data-status={status}>
      <div className={classes.deliveryHead}>
        <Badge color={colors[status]} style={{ flex: 'none' }}>
          {t(`webhooks.status.${status}`)}
        </Badge>
        <div className={classes.what}>
          <Text fz="sm">{t(`eventType.${type}`)}</Text>
          <Text fz="xs" c="dimmed">
            {facts.join(' · ')}
          </Text>
        </div>
        {responseBody && (
          <Button size="compact-xs" variant="subtle" color="gray" c="dimmed" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            {t('webhooks.responseBody')}
          </Button>
        )}
        {(status === 'failed' || status === 'delivered') && <ResendButton delivery={delivery} isEnabled={isEnabled} />}
      </div>
      {error && (
        <div className={`${classes.reason} ${status === 'failed' ? '' : classes.quiet}`} dir="auto">
          {reasonOf(error)}
        </div>
      )}
      {isOpen && (
        <Code block dir="ltr" mt={6} mah={220} style={{ overflow: 'auto', textAlign: 'left', whiteSpace: 'pre-wrap' }} tabIndex={0}>
          {responseBody}
        </Code>
      )}
    </div>
  )
}

function ResendButton({ delivery, isEnabled }: { delivery: WebhookDelivery; isEnabled: boolean }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const notifyError = useNotifyError()
  const resend = useResendDelivery(delivery.webhookId)
  return (
    <Tooltip label={t('webhooks.resendOff')} disabled={isEnabled}>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-disabled={!isEnabled}
        data-disabled={!isEnabled || undefined}
        onClick={() => isEnabled && resend.mutate(delivery.id, { onSuccess: () => tell(t('webhooks.resent')), onError: notifyError })}
        loading={resend.isPending}
        data-testid="delivery-resend"
      >
        {t('webhooks.resend')}
      </Button>
    </Tooltip>
  )
}
