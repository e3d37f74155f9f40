import { Badge, Button, Group, Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { Section } from '../../../components/section.tsx'
import type { Webhook } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useDeleteWebhook, useUpdateWebhook } from '../api/webhooks.ts'
import { RotateSecret } from './rotate-secret.tsx'
import { WebhookDeliveries } from './webhook-deliveries.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookTest } from './webhook-test.tsx'

type Part = 'edit' | 'deliveries' | 'rotate' | 'delete'

export function WebhookCard({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<Part | null>(null)
  const close = () => setOpen(null)
  return (
    <Section title={webhook.description ?? new URL(webhook.url).host}>
      <Stack gap="sm" data-testid="webhook" data-id={webhook.id}>
        <Text fz="sm" ff="monospace" dir="ltr" ta="start" style={{ overflowWrap: 'anywhere' }}>
          {webhook.url}
        </Text>
        <Group gap={4}>
          {webhook.types.map((type) => (
            <Badge key={type} color="gray" title={type}>
              {t(`eventType.${type}`)}
            </Badge>
          ))}
        </Group>
        <WebhookState webhook={webhook} />
        <Group gap="xs">
          <WebhookTest webhook={webhook} />
          <Button
            size="xs"
            variant="default"
            onClick={() => setOpen(open === 'deliveries' ? null : 'deliveries')}
            aria-expanded={open === 'deliveries'}
            data-testid="webhook-deliveries"
          >
            {t('webhooks.deliveries')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
            {t('action.edit')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen('rotate')} data-testid="webhook-rotate">
            {t('webhooks.rotate')}
          </Button>
          <Button size="xs" variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setOpen('delete')}>
            {t('action.delete')}
          </Button>
        </Group>
        {open === 'deliveries' && <WebhookDeliveries webhook={webhook} />}
      </Stack>
      {open === 'edit' && <WebhookDialog webhook={webhook} onClose={close} />}
      {open === 'rotate' && <RotateSecret webhook={webhook} onClose={close} />}
      {open === 'delete' && <DeleteWebhook webhook={webhook} onClose={close} />}
    </Section>
  )
}

function WebhookState({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const notifyError = useNotifyError()
  const update = useUpdateWebhook(webhook.id)
  const { enabled, disabledReason, failingSince, previousSecretUntil } = webhook
  return (
    <>
      <Switch
        label={enabled || !disabledReason ? t('webhooks.enabled') : t(`webhooks.disabledReason.${disabledReason}`)}
        checked={update.isPending ? (update.variables.enabled ?? enabled) : enabled}
        onChange={({ currentTarget }) => update.mutate({ enabled: currentTarget.checked }, { onError: notifyError })}
        data-testid="webhook-enabled"
      />
      {enabled && failingSince && (
        <Text fz="sm" c="var(--p-red-text)">
          {t('webhooks.failingSince', { time: format.full(failingSince) })}
        </Text>
      )}
      {previousSecretUntil && Date.parse(previousSecretUntil) > Date.now() && (
        <Text fz="sm" c="dimmed">
          {t('webhooks.previousUntil', { time: format.full(previousSecretUntil) })}
        </Text>
      )}
    </>
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
