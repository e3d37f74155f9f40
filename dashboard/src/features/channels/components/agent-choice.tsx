import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useAgents } from '../../agents/api/agents.ts'
import { useUpdateChannel } from '../api/channels.ts'

export function AgentChoice({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const notifyError = useNotifyError()
  const agents = useAgents() ?? []
  const update = useUpdateChannel(channel.id)
  return (
    <Select
      aria-label={t('channels.agent')}
      data={agents.map(({ id, name, mode }) => ({ value: id, label: mode === 'auto' ? name : `${name} (${t(`agents.mode.${mode}`)})` }))}
      value={update.isPending ? (update.variables.agentId ?? null) : channel.agentId}
      onChange={(agentId) => update.mutate({ agentId }, { onError: notifyError })}
      placeholder={t('channels.noAgent')}
      disabled={!mayManage}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      data-testid="channel-agent"
    />
  )
}
