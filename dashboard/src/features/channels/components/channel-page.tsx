import { Alert, Button, Group, Skeleton, Stack, Tabs } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { CopyField } from '../../../components/copy-field.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { Section } from '../../../components/section.tsx'
import type { Channel } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { channelQuery, useDeleteChannel, useDisconnectChannel, useReconnectChannel } from '../api/channels.ts'
import { AgentChoice } from './agent-choice.tsx'
import { ChannelIcon } from './channel-icon.tsx'
import { ChannelSettings } from './channel-settings.tsx'
import { EmbedSnippet } from './embed-snippet.tsx'
import { EventJournal } from './event-journal.tsx'
import { HealthChecks } from './health-checks.tsx'
import { OwnSecrets } from './own-secrets.tsx'
import { SignInAgain, useHasSignIn } from './sign-in-again.tsx'
import { ChannelStatusBadge } from './status-badge.tsx'
import { WidgetSettingsForm } from './widget/widget-settings.tsx'

const route = getRouteApi('/signed-in/channels/$channelId')

export function ChannelPage() {
  const { t } = useTranslation()
  const { channelId } = route.useParams()
  const { tab = 'overview' } = route.useSearch()
  const navigate = useNavigate()
  const mayManage = useMay('admin')
  const { data: channel, error, refetch } = useQuery(channelQuery(channelId))
  if (error && !channel) return <PageError error={error} reset={() => void refetch()} />
  if (!channel) return <Skeleton h={200} m="xl" w="auto" />
  const title = (
    <Group gap={10} component="span">
      <ChannelIcon type={channel.type} size={24} />
      <bdi>{channel.name}</bdi>
      <ChannelStatusBadge channel={channel} />
    </Group>
  )
  return (
    <Page
      title={title}
      back={{ to: '/channels', label: t('channels.title') }}
      width="narrow"
      actions={mayManage && <ConnectionButton channel={channel} />}
    >
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            to: '.',
            search: next === 'settings' || next === 'chat' || next === 'events' ? { tab: next } : {},
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="overview">{t('channels.overview')}</Tabs.Tab>
          {mayManage && <Tabs.Tab value="settings">{t('channels.settings')}</Tabs.Tab>}
          {mayManage && channel.embed && <Tabs.Tab value="chat">{t('channels.chat')}</Tabs.Tab>}
          <Tabs.Tab value="events">{t('channels.events')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview channel={channel} />
        </Tabs.Panel>
        {mayManage && (
          <Tabs.Panel value="settings">
            <ChannelSettings channel={channel} />
            <DeleteChannel channel={channel} />
          </Tabs.Panel>
        )}
        {mayManage && channel.embed && (
          <Tabs.Panel value="chat">
            <WidgetSettingsForm key={channel.id} channel={channel} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="events">
          <EventJournal channelId={channel.id} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function Overview({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  return (
    <>
      {channel.statusReason && channel.status !== 'connected' && (
        <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />} mb="md">
          <span dir="auto">{channel.statusReason}</span>
        </Alert>
      )}
      <Section title={t('channels.agent')} text={t('channels.agentHint')}>
        <AgentChoice channel={channel} />
      </Section>
      {(channel.embed || channel.webhookUrl) && (
        <Section title={channel.embed ? t('channels.embed') : t('channels.webhookUrl')}>
          <Stack>
            {channel.embed && <EmbedSnippet embed={channel.embed} widgetKey={channel.widgetKey ?? null} isLabelHidden />}
            {channel.webhookUrl && (
              <CopyField
                isLabelHidden
                label={t('channels.webhookUrl')}
                value={channel.webhookUrl}
                hint={t('channels.webhookHint')}
                testId="channel-webhook-url"
              />
            )}
            {mayManage && <OwnSecrets channel={channel} />}
          </Stack>
        </Section>
      )}
      {channel.capabilities.templates && (
        <Section title={t('templates.title')} text={t('templates.text')}>
          <LinkButton
            to="/channels/$channelId/templates"
            params={{ channelId: channel.id }}
            variant="default"
            data-testid="channel-templates"
          >
            {t('templates.open')}
          </LinkButton>
        </Section>
      )}
      <HealthChecks channel={channel} />
    </>
  )
}

function ConnectionButton({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const disconnect = useDisconnectChannel(channel.id)
  const reconnect = useReconnectChannel(channel.id)
  const hasSignIn = useHasSignIn(channel)
  if (channel.status === 'connected') {
    return (
      <Button
        variant="default"
        onClick={() => disconnect.mutate(undefined, { onError: notifyError })}
        loading={disconnect.isPending}
        data-testid="channel-disconnect"
      >
        {t('channels.disconnect')}
      </Button>
    )
  }
  return (
    <Group gap="xs">
      {hasSignIn && <SignInAgain channel={channel} />}
      <Button
        onClick={() => reconnect.mutate(undefined, { onError: notifyError })}
        loading={reconnect.isPending}
        data-testid="channel-reconnect"
      >
        {t('channels.reconnect')}
      </Button>
    </Group>
  )
}

function DeleteChannel({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useDeleteChannel(channel.id)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setAsking(true)}>
        {t('channels.delete')}
      </Button>
      {isAsking && (
        <ConfirmDelete
          title={t('channels.delete')}
          text={t('channels.deleteText')}
          typed={channel.name}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/channels' }) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
