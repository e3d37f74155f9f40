import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useTestWebhook } from '../api/webhooks.ts'
import { useDeliveryReason } from './use-delivery-reason.ts'

/** Sends a test and says beside the button how it went. */
export function WebhookTest({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const notifyError = useNotifyError()
  const reasonOf = useDeliveryReason()
  const test = useTestWebhook(webhook.id)
  const result = test.isPending ? undefined : test.data
  const isGood = result?.status === 'delivered'
  const reason = result?.error
    ? reasonOf(result.error)
    : result?.responseStatus
      ? t('webhooks.answered', { status: result.responseStatus })
      : ''
  return (
    <>
      <Button
        size="xs"
        variant="light"
        onClick={() => test.mutate(undefined, { onError: notifyError })}
        loading={test.isPending}
        data-testid="webhook-test"
      >
        {t('webhooks.test')}
      </Button>
      <Text
        fz="sm"
        c={isGood ? 'var(--p-green-text)' : 'var(--p-red-text)'}
        role="status"
        style={{ order: 1, flexBasis: result ? '100%' : 0, overflowWrap: 'anywhere' }}
        data-testid="webhook-test-result"
      >
        {result && isGood && t('webhooks.testOk', { status: result.responseStatus, time: format.duration(result.durationMs ?? 0) })}
        {result && !isGood && t('webhooks.testBad', { reason })}
      </Text>
    </>
  )
}
