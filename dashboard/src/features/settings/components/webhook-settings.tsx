import { Button, Skeleton } from '@mantine/core'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { webhooksQuery } from '../api/webhooks.ts'
import { AdminOnly } from './admin-only.tsx'
import { WebhookCard } from './webhook-card.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

export function WebhookSettings() {
  const { t } = useTranslation()
  return (
    <AdminOnly title={t('settings.webhooks')}>
      <Webhooks />
    </AdminOnly>
  )
}

function Webhooks() {
  const { t } = useTranslation()
  const [isNew, setNew] = useState(false)
  const { data: webhooks, error, refetch } = useQuery(webhooksQuery)
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)} data-testid="webhook-new">
      {t('webhooks.new')}
    </Button>
  )
  return (
    <Page title={t('settings.webhooks')} text={t('webhooks.text')} width="narrow" actions={add}>
      {error && !webhooks ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!webhooks && !error && <Skeleton h={120} />}
      {webhooks?.length === 0 && <EmptyPage icon={IconWebhook} title={t('webhooks.emptyTitle')} text={t('webhooks.emptyText')} />}
      {webhooks?.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} />
      ))}
      {isNew && <WebhookDialog onClose={() => setNew(false)} />}
    </Page>
  )
}
