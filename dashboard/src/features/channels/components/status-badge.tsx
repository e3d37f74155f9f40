import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconLoader, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ChannelStatus } from '../../../lib/contract.ts'

const looks = {
  connected: { color: 'green', icon: IconCheck },
  connecting: { color: 'yellow', icon: IconLoader },
  error: { color: 'red', icon: IconAlertTriangle },
  disconnected: { color: 'gray', icon: IconPlugConnectedX },
} as const

export function ChannelStatusBadge({ status }: { status: ChannelStatus }) {
  const { t } = useTranslation()
  const { color, icon: Icon } = looks[status]
  return (
    <Badge color={color} leftSection={<Icon size={12} aria-hidden />} data-testid="channel-status" data-status={status}>
      {t(`channels.status.${status}`)}
    </Badge>
  )
}
