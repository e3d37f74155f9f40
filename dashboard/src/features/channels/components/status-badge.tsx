import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconLoader, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../lib/contract.ts'

const looks = {
  connected: { color: 'green', icon: IconCheck },
  connecting: { color: 'yellow', icon: IconLoader },
  attention: { color: 'yellow', icon: IconAlertTriangle },
  error: { color: 'red', icon: IconAlertTriangle },
  disconnected: { color: 'gray', icon: IconPlugConnectedX },
} as const

/** Connected, and yet something was found that wants doing: a token that ends soon, a low quality. */
export function ChannelStatusBadge({ channel: { status, health } }: { channel: Pick<Channel, 'status' | 'health'> }) {
  const { t } = useTranslation()
  const look = status === 'connected' && health?.failing.length ? 'attention' : status
  const { color, icon: Icon } = looks[look]
  return (
    <Badge color={color} leftSection={<Icon size={12} aria-hidden />} data-testid="channel-status" data-status={status}>
      {t(`channels.status.${look}`)}
    </Badge>
  )
}
