import { Badge, Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { CopyField } from '../../../components/copy-field.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { Section } from '../../../components/section.tsx'
import type { Webhook } from '../../../lib/contract.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useDeleteWebhook, useRotateSecret, useTestWebhook, useUpdateWebhook, webhooksQuery } from '../api/webhooks.ts'
import { WebhookDeliveries } from './webhook-deliveries.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

export function WebhookSettings() {
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
      {webhooks?.length === 0 && <Text c="dimmed">{t('webhooks.empty')}</Text>}
      {webhooks?.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} />
      ))}
      {isNew && <WebhookDialog onClose={() => setNew(false)} />}
    </Page>
  )
}

function WebhookCard({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const notifyError = useNotifyError()
  const update = useUpdateWebhook(webhook.id)
  const test = useTestWebhook(webhook.id)
  const rotate = useRotateSecret(webhook.id)
  const [open, setOpen] = useState<'edit' | 'deliveries' | 'delete' | null>(null)
  const toggle = (part: 'edit' | 'deliveries' | 'delete') => setOpen(open === part ? null : part)
  return (
    <Section title={webhook.description ?? webhook.url}>
      <Stack gap="sm" data-testid="webhook" data-id={webhook.id}>
        <Text fz="sm" ff="monospace" dir="ltr" ta="start" style={{ overflowWrap: 'anywhere' }}>
          {webhook.url}
        </Text>
        <Group gap={4}>
          {webhook.types.map((type) => (
            <Badge key={type} color="gray">
              {type}
            </Badge>
          ))}
        </Group>
        <Group gap="xs">
          <Switch
            label={
              webhook.enabled || !webhook.disabledReason ? t('webhooks.enabled') : t(`webhooks.disabledReason.${webhook.disabledReason}`)
            }
            checked={webhook.enabled}
            onChange={({ currentTarget }) => update.mutate({ enabled: currentTarget.checked }, { onError: notifyError })}
          />
        </Group>
        {rotate.data?.secret && <CopyField label={t('webhooks.secret')} value={rotate.data.secret} hint={t('webhooks.secretHint')} />}
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            onClick={() => test.mutate(undefined, { onSuccess: () => tell(t('webhooks.tested')), onError: notifyError })}
            loading={test.isPending}
          >
            {t('webhooks.test')}
          </Button>
          <Button size="xs" variant="default" onClick={() => toggle('deliveries')} aria-expanded={open === 'deliveries'}>
            {t('webhooks.deliveries')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
            {t('action.edit')}
          </Button>
          <Button size="xs" variant="default" onClick={() => rotate.mutate(undefined, { onError: notifyError })} loading={rotate.isPending}>
            {t('webhooks.rotate')}
          </Button>
          <Button size="xs" variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setOpen('delete')}>
            {t('action.delete')}
          </Button>
        </Group>
        {open === 'deliveries' && <WebhookDeliveries webhookId={webhook.id} />}
      </Stack>
      {open === 'edit' && <WebhookDialog webhook={webhook} onClose={() => setOpen(null)} />}
      {open === 'delete' && <DeleteWebhook webhook={webhook} onClose={() => setOpen(null)} />}
    </Section>
  )
}

function DeleteWebhook({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useDeleteWebhook(webhook.id)
  return (
    <ConfirmDelete
      title={t('action.delete')}
      text={t('webhooks.deleteText')}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
