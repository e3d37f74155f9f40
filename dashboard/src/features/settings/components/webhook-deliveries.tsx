import { Button, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import type { Webhook, WebhookDelivery } from '../../../lib/contract.ts'
import { deliveriesQuery } from '../api/webhooks.ts'
import { DeliveryRow } from './delivery-row.tsx'

const shown = ['all', 'pending', 'delivered', 'failed', 'withheld'] as const

export function WebhookDeliveries({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<WebhookDelivery['status'] | 'all'>('all')
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    deliveriesQuery(webhook.id, status === 'all' ? null : status),
  )
  const deliveries = data?.pages.flatMap((page) => page.data)
  return (
    <Stack gap={6}>
      <SegmentedControl
        size="xs"
        aria-label={t('webhooks.deliveryFilter')}
        data={shown.map((name) => ({ value: name, label: name === 'all' ? t('common.all') : t(`webhooks.status.${name}`) }))}
        value={status}
        onChange={setStatus}
        style={{ alignSelf: 'flex-start', maxWidth: '100%', flexWrap: 'wrap' }}
      />
      <FormError error={deliveries ? null : error} />
      {!deliveries && !error && <Skeleton h={60} />}
      {deliveries?.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t('webhooks.noDeliveries')}
        </Text>
      )}
      <div>
        {deliveries?.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} isEnabled={webhook.enabled} />
        ))}
      </div>
      {hasNextPage && (
        <Button
          variant="default"
          size="xs"
          onClick={() => void fetchNextPage()}
          loading={isFetchingNextPage}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('action.loadMore')}
        </Button>
      )}
    </Stack>
  )
}
