import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../../components/copy-field.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { conversationsQuery } from '../../inbox/api/conversations.ts'
import { channelQuery, useReconnectChannel } from '../api/channels.ts'
import { EmbedSnippet } from './embed-snippet.tsx'
import { OwnSecrets } from './own-secrets.tsx'
import { ChannelStatusBadge } from './status-badge.tsx'

/** The wizard's last step: what to paste where, and proof that a message arrives. */
export function ConnectResult({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const reconnect = useReconnectChannel(channelId)
  const { data: channel } = useQuery(channelQuery(channelId))
  const hasMessage = useFirstMessage(channelId)
  if (!channel) return <Loader />
  const hasFailed = channel.status === 'error' || channel.status === 'disconnected'
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Text fw={620} fz="lg">
          <bdi>{channel.name}</bdi>
        </Text>
        <ChannelStatusBadge channel={channel} />
      </Group>
      {hasFailed && (
        <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />} title={t('channels.connectFailed')}>
          <Stack gap="xs" align="flex-start">
            <span dir="auto">{channel.statusReason}</span>
            <Group gap="xs">
              <Button size="xs" onClick={() => reconnect.mutate()} loading={reconnect.isPending}>
                {t('action.retry')}
              </Button>
              <LinkButton size="xs" variant="default" to="/channels/$channelId" params={{ channelId }} search={{ tab: 'settings' }}>
                {t('channels.changeDetails')}
              </LinkButton>
            </Group>
          </Stack>
        </Alert>
      )}
      {channel.embed && <EmbedSnippet embed={channel.embed} widgetKey={channel.widgetKey ?? null} />}
      {channel.webhookUrl && (
        <CopyField
          label={t('channels.webhookUrl')}
          value={channel.webhookUrl}
          hint={t('channels.webhookHint')}
          testId="channel-webhook-url"
        />
      )}
      <OwnSecrets channel={channel} />
      {!hasFailed &&
        (hasMessage ? (
          <Alert
            color="green"
            icon={<IconCircleCheck size={18} aria-hidden />}
            title={t('channels.received')}
            data-testid="channel-first-message"
          >
            {t('channels.receivedText')}
          </Alert>
        ) : (
          <Alert color="gray" icon={<Loader size={16} />} title={t('channels.waiting')} data-testid="channel-waiting" role="status">
            {t('channels.waitingText')}
          </Alert>
        ))}
      <Group justify="flex-end">
        <LinkButton variant="default" to="/channels/$channelId" params={{ channelId }}>
          {t('channels.toChannel')}
        </LinkButton>
        <LinkButton to="/inbox">{t('channels.toInbox')}</LinkButton>
      </Group>
    </Stack>
  )
}

/** The live stream brings a new conversation at once; asking besides covers a stream that is just away. */
function useFirstMessage(channelId: string): boolean {
  const { data } = useInfiniteQuery({
    ...conversationsQuery({ channelId }),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.data.length ? false : 3000),
  })
  return Boolean(data?.pages[0]?.data.length)
}
