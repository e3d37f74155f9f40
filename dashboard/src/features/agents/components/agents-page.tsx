import { Badge, Skeleton } from '@mantine/core'
import { IconPlus, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import cards from '../../../components/card.module.css'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { Agent } from '../../../lib/contract.ts'
import { useMay } from '../../accounts/api/session.ts'
import { agentsQuery } from '../api/agents.ts'
import { answersWithText } from './answers-with.tsx'

const modeColors = { auto: 'green', draft: 'yellow', off: 'gray' } as const

export function AgentsPage() {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const { data: agents, error, refetch } = useQuery(agentsQuery)
  const add = mayManage && (
    <LinkButton to="/agents/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="agent-new">
      {t('agents.new')}
    </LinkButton>
  )
  return (
    <Page title={t('agents.title')} text={t('agents.text')} actions={add}>
      {error && !agents ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!agents && !error && <Skeleton h={120} />}
      {agents?.length === 0 && <EmptyPage icon={IconSparkles} title={t('agents.emptyTitle')} text={t('agents.emptyText')} />}
      <div className={cards.grid}>
        {agents?.map((agent) => (
          <AgentCard key={agent.id} agent={agent} />
        ))}
      </div>
    </Page>
  )
}

function AgentCard({ agent }: { agent: Agent }) {
  const { t } = useTranslation()
  return (
    <Link to="/agents/$agentId" params={{ agentId: agent.id }} className={cards.card} data-testid="agent-card" data-id={agent.id}>
      <span className={cards.head}>
        <span className={cards.sign}>
          <IconSparkles size={19} color="var(--p-accent-text)" aria-hidden />
        </span>
        <bdi className={cards.name}>{agent.name}</bdi>
        <Badge color={modeColors[agent.mode]}>{t(`agents.mode.${agent.mode}`)}</Badge>
      </span>
      <span className={cards.meta}>{answersWithText(t, agent)}</span>
      <span className={cards.meta}>
        {agent.channelIds.length > 0 ? t('agents.usedBy', { count: agent.channelIds.length }) : t('agents.usedByNone')}
      </span>
    </Link>
  )
}
