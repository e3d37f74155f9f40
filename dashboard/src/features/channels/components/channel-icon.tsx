import { IconMessageCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { channelTypesQuery } from '../api/channels.ts'

/** The sign of a kind of channel, as its adapter describes it: the dashboard knows no provider by name. */
export function ChannelIcon({ type, size = 16 }: { type: string; size?: number }) {
  const { data } = useQuery(channelTypesQuery)
  const look = data?.find((item) => item.type === type)
  const color = look?.color ?? 'var(--p-muted)'
  if (!look?.icon) return <IconMessageCircle size={size} stroke={2} color={color} aria-hidden />
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke={color}
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={look.icon} />
    </svg>
  )
}
