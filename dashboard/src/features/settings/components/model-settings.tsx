import { Button, Skeleton } from '@mantine/core'
import { IconPlus, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { modelProvidersQuery } from '../../agents/api/model-providers.ts'
import { AdminOnly } from './admin-only.tsx'
import { DefaultModelNote } from './default-model.tsx'
import { ModelDialog } from './model-dialog.tsx'
import { ProviderCard } from './provider-card.tsx'

export function ModelSettings() {
  const { t } = useTranslation()
  return (
    <AdminOnly title={t('settings.models')}>
      <Models />
    </AdminOnly>
  )
}

function Models() {
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
      <DefaultModelNote />
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
