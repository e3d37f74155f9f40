import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { Section } from '../../../components/section.tsx'
import type { ModelProvider } from '../../../lib/contract.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useDeleteModelProvider, useTestModelProvider, useUpdateModelProvider } from '../../agents/api/model-providers.ts'
import { ModelDialog } from './model-dialog.tsx'

const colors = { ok: 'green', failed: 'red', untested: 'gray' } as const

export function ProviderCard({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const notifyError = useNotifyError()
  const test = useTestModelProvider()
  const update = useUpdateModelProvider()
  const remove = useDeleteModelProvider()
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  const models = [provider.models.chat, provider.models.embedding, provider.models.transcription].filter(Boolean).join(' · ')
  const told = test.isPending ? t('models.testing') : provider.statusReason
  const runTest = () =>
    test.mutate(provider.id, {
      onSuccess: ({ status, name }) => status === 'ok' && tell(t('models.works', { name })),
      onError: notifyError,
    })
  return (
    <Section title={provider.name}>
      <Stack gap="sm" data-testid="model-provider" data-status={provider.status}>
        <Group gap={6}>
          <Badge color={colors[provider.status]}>{t(`models.status.${provider.status}`)}</Badge>
          {provider.isDefault && <Badge color="teal">{t('models.default')}</Badge>}
          <Text fz="sm" c="dimmed" dir="ltr" style={{ overflowWrap: 'anywhere' }}>
            {models}
          </Text>
        </Group>
        {provider.baseUrl && (
          <Text fz="xs" c="dimmed" dir="ltr" ta="start" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {provider.baseUrl}
          </Text>
        )}
        <Group gap="xs">
          <Button size="xs" variant="light" onClick={runTest} loading={test.isPending} data-testid="model-test">
            {t('models.test')}
          </Button>
          {!provider.isDefault && (
            <Button
              size="xs"
              variant="default"
              onClick={() => update.mutate({ id: provider.id, isDefault: true }, { onError: notifyError })}
              loading={update.isPending}
              data-testid="model-make-default"
            >
              {t('models.makeDefault')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => setOpen('edit')} aria-label={`${t('action.edit')}: ${provider.name}`}>
            {t('action.edit')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            c="var(--p-red-text)"
            onClick={() => setOpen('delete')}
            aria-label={`${t('action.delete')}: ${provider.name}`}
          >
            {t('action.delete')}
          </Button>
          <Text
            fz="sm"
            c={provider.status === 'failed' && !test.isPending ? 'var(--p-red-text)' : 'dimmed'}
            role="status"
            dir="auto"
            style={{ flexBasis: told ? '100%' : 0 }}
          >
            {told}
          </Text>
        </Group>
      </Stack>
      {open === 'edit' && <ModelDialog provider={provider} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <ConfirmDelete
          title={t('action.delete')}
          text={t('models.deleteText', { name: provider.name })}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(provider.id, { onSuccess: () => setOpen(null) })}
          onClose={() => setOpen(null)}
        />
      )}
    </Section>
  )
}
