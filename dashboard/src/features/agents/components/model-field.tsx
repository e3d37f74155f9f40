import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AgentSettings } from '../../../lib/contract.ts'
import { useMay } from '../../accounts/api/session.ts'
import { modelProvidersQuery } from '../api/model-providers.ts'

/** Which of the workspace's models answers; the default unless somebody chose another. */
export function ModelField({ value, onChange }: { value: AgentSettings['model']; onChange: (model: AgentSettings['model']) => void }) {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const { data: providers } = useQuery({ ...modelProvidersQuery, enabled: mayManage })
  const keyOf = (model: NonNullable<AgentSettings['model']>) => `${model.providerId ?? ''} ${model.name}`
  const known = (providers ?? []).map(({ id, name, models }) => ({
    model: { providerId: id, name: models.chat },
    label: `${models.chat} (${name})`,
  }))
  const chosen = value && !known.some(({ model }) => keyOf(model) === keyOf(value)) ? [{ model: value, label: value.name }] : []
  const choices = [...known, ...chosen]
  return (
    <Select
      label={t('agents.model')}
      placeholder={t('agents.modelDefault')}
      data={choices.map(({ model, label }) => ({ value: keyOf(model), label }))}
      value={value ? keyOf(value) : null}
      onChange={(key) => onChange(choices.find(({ model }) => keyOf(model) === key)?.model ?? null)}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
    />
  )
}
