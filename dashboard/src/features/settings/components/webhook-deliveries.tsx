import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import type { WebhookDelivery } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { deliveriesQuery, useResendDelivery } from '../api/webhooks.ts'

const colors = { pending: 'yellow', delivered: 'green', failed: 'red', withheld: 'gray' } as const

export function WebhookDeliveries({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(deliveriesQuery(webhookId))
  const deliveries = data?.pages.flatMap((page) => page.data)
  return (
    <Stack gap={6}>
      <FormError error={error} />
      {!deliveries && !error && <Skeleton h={60} />}
      {deliveries?.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t('webhooks.noDeliveries')}
        </Text>
      )}
      {deliveries?.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} />
      ))}
      {hasNextPage && (
        <Button variant="default" size="xs" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
    </Stack>
  )
}

function DeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTranslation()
  const format = useFormat()
  const notifyError = useNotifyError()
  const resend = useResendDelivery(delivery.webhookId)
  const outcome = [
    delivery.responseStatus,
    delivery.error,
    delivery.durationMs === null ? null : format.duration(delivery.durationMs),
  ].filter((part) => part !== null)
  return (
    <Group gap="xs" wrap="nowrap" data-testid="webhook-delivery" data-status={delivery.status}>
      <Badge color={colors[delivery.status]} style={{ flex: 'none' }}>
        {t(`webhooks.status.${delivery.status}`)}
      </Badge>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fz="sm" dir="ltr" ta="start" truncate>
          {delivery.type}
        </Text>
        <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {format.full(delivery.createdAt)} · {t('webhooks.attempt', { count: delivery.attempt })}
          {outcome.length > 0 && <bdi> · {outcome.join(' · ')}</bdi>}
        </Text>
      </div>
      {(delivery.status === 'failed' || delivery.status === 'delivered') && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => resend.mutate(delivery.id, { onError: notifyError })}
          loading={resend.isPending}
        >
          {t('webhooks.resend')}
        </Button>
      )}
    </Group>
  )
}
