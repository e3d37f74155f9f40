import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useAgents } from '../../agents/api/agents.ts'

/** Which agent answers on a channel that is being connected; none: people only. */
export function AgentSelect({ value, onChange }: { value: string | null; onChange: (agentId: string | null) => void }) {
  const { t } = useTranslation()
  const agents = useAgents() ?? []
  return (
    <Select
      label={t('channels.agent')}
      description={t('channels.agentHint')}
      data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
      value={value}
      onChange={onChange}
      placeholder={t('channels.noAgent')}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      data-testid="channel-agent"
    />
  )
}
