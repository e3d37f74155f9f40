import { Skeleton } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import cards from '../../../components/card.module.css'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { Channel } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useAgents } from '../../agents/api/agents.ts'
import { channelsQuery } from '../api/channels.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { ChannelStatusBadge } from './status-badge.tsx'

export function ChannelsPage() {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const { data: channels, error, refetch } = useQuery(channelsQuery)
  const add = mayManage && (
    <LinkButton to="/channels/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="channel-add">
      {t('channels.add')}
    </LinkButton>
  )
  return (
    <Page title={t('channels.title')} text={t('channels.text')} actions={add}>
      {error && !channels ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!channels && !error && <Skeleton h={120} />}
      {channels?.length === 0 && <EmptyPage icon={IconPlugConnected} title={t('channels.emptyTitle')} text={t('channels.emptyText')} />}
      <div className={cards.grid}>
        {channels?.map((channel) => (
          <ChannelCard key={channel.id} channel={channel} />
        ))}
      </div>
    </Page>
  )
}

function ChannelCard({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const agent = useAgents()?.find(({ id }) => id === channel.agentId)
  return (
    <Link
      to="/channels/$channelId"
      params={{ channelId: channel.id }}
      className={cards.card}
      data-testid="channel-card"
      data-id={channel.id}
    >
      <span className={cards.head}>
        <span className={cards.sign}>
          <ChannelIcon type={channel.type} size={20} />
        </span>
        <bdi className={cards.name}>{channel.name}</bdi>
        <ChannelStatusBadge channel={channel} />
      </span>
      {channel.statusReason && channel.status !== 'connected' && (
        <span className={cards.meta} style={{ color: 'var(--p-red-text)' }} dir="auto">
          {channel.statusReason}
        </span>
      )}
      {channel.status === 'connected' &&
        channel.health?.failing.map(({ name, detail }) => (
          <span key={name} className={cards.meta} dir="auto">
            {detail}
          </span>
        ))}
      <span className={cards.meta}>{agent ? `${t('nav.agents')}: ${agent.name}` : t('channels.noAgent')}</span>
      <span className={cards.meta}>
        {channel.lastEventAt ? t('channels.lastEvent', { time: format.relative(channel.lastEventAt, now) }) : t('channels.noEvent')}
      </span>
    </Link>
  )
}
