import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { Section } from '../../../components/section.tsx'
import type { ModelProvider } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { modelProvidersQuery, useDeleteModelProvider, useTestModelProvider } from '../../agents/api/model-providers.ts'
import { ModelDialog } from './model-dialog.tsx'

const colors = { ok: 'green', failed: 'red', untested: 'gray' } as const

export function ModelSettings() {
  const { t } = useTranslation()
  const [isNew, setNew] = useState(false)
  const { data: providers, error, refetch } = useQuery(modelProvidersQuery)
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)} data-testid="model-new">
      {t('models.new')}
    </Button>
  )
  return (
    <Page title={t('settings.models')} text={t('models.text')} width="narrow" actions={add}>
      {error && !providers ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!providers && !error && <Skeleton h={120} />}
      {providers?.length === 0 && <EmptyPage icon={IconSparkles} title={t('models.empty')} text={t('models.emptyText')} />}
      {providers?.map((provider) => (
        <ProviderCard key={provider.id} provider={provider} />
      ))}
      {isNew && <ModelDialog onClose={() => setNew(false)} />}
    </Page>
  )
}

function ProviderCard({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const test = useTestModelProvider()
  const remove = useDeleteModelProvider()
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  const models = [provider.models.chat, provider.models.embedding, provider.models.transcription].filter(Boolean).join(' · ')
  return (
    <Section title={provider.name}>
      <Stack gap="sm" data-testid="model-provider" data-status={provider.status}>
        <Group gap={6}>
          <Badge color={colors[provider.status]}>{t(`models.status.${provider.status}`)}</Badge>
          {provider.isDefault && <Badge color="teal">{t('models.default')}</Badge>}
          <Text fz="sm" c="dimmed" dir="ltr">
            {models}
          </Text>
        </Group>
        {provider.statusReason && (
          <Text fz="sm" c={provider.status === 'failed' ? 'var(--p-red-text)' : 'dimmed'} dir="auto">
            {provider.statusReason}
          </Text>
        )}
        <Group gap="xs">
          <Button size="xs" variant="light" onClick={() => test.mutate(provider.id, { onError: notifyError })} loading={test.isPending}>
            {t('models.test')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
            {t('action.edit')}
          </Button>
          <Button size="xs" variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setOpen('delete')}>
            {t('action.delete')}
          </Button>
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
