import { Alert, Skeleton } from '@mantine/core'
import { IconBook2, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { defaultModelQuery } from '../../agents/api/model-providers.ts'

/** In one sentence what answers for agents that name no model, whoever has set it. */
export function DefaultModelNote() {
  const { t } = useTranslation()
  const { data: model, error } = useQuery(defaultModelQuery)
  if (model === undefined) return error ? <FormError error={error} /> : <Skeleton h={72} mb="md" />
  const Icon = model ? IconSparkles : IconBook2
  const values = { model: model?.name ?? '', provider: model?.provider ?? '' }
  return (
    <Alert
      color={model ? 'teal' : 'yellow'}
      icon={<Icon size={18} aria-hidden />}
      title={t('models.defaultTitle')}
      mb="md"
      data-testid="default-model"
      data-from={model?.from ?? 'none'}
    >
      {model === null && t('models.defaultNone')}
      {model?.from === 'workspace' && t('models.defaultOwn', values)}
      {model?.from === 'instance' && t('models.defaultInstance', values)}
    </Alert>
  )
}
