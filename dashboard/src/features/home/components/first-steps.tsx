import { Button, Group, Progress, Text, Title } from '@mantine/core'
import { IconBook2, IconCheck, IconMessageCircle, IconPlugConnected, IconSparkles, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readStored, writeStored } from '../../../lib/storage.ts'
import { useMembers } from '../../accounts/api/members.ts'
import { useAgents } from '../../agents/api/agents.ts'
import { useChannels } from '../../channels/api/channels.ts'
import { useConversations } from '../../inbox/api/conversations.ts'
import { useKnowledgeList } from '../../knowledge/api/knowledge.ts'
import classes from './home.module.css'

const steps = [
  { name: 'knowledge', to: '/knowledge', icon: IconBook2 },
  { name: 'agent', to: '/agents', icon: IconSparkles },
  { name: 'channel', to: '/channels', icon: IconPlugConnected },
  { name: 'message', to: '/inbox', icon: IconMessageCircle },
  { name: 'team', to: '/settings/team', icon: IconUsers },
] as const
type StepName = (typeof steps)[number]['name']

function useDone(): Record<StepName, boolean> | null {
  const channels = useChannels()
  const agents = useAgents()
  const knowledge = useKnowledgeList()
  const members = useMembers()
  const { conversations } = useConversations({})
  if (!channels || !agents || !knowledge || !members || !conversations) return null
  return {
    knowledge: knowledge.some(({ sourceCount }) => sourceCount > 0),
    agent: agents.length > 0,
    channel: channels.some(({ status }) => status === 'connected'),
    message: conversations.length > 0,
    team: members.length > 1,
  }
}

export function FirstSteps() {
  const { t } = useTranslation()
  const done = useDone()
  const [isHidden, setHidden] = useState(() => readStored('first-steps') === 'hidden')
  const show = (isShown: boolean) => {
    writeStored('first-steps', isShown ? null : 'hidden')
    setHidden(!isShown)
  }
  if (!done) return null
  if (isHidden) {
    return (
      <Button variant="subtle" color="gray" c="dimmed" onClick={() => show(true)}>
        {t('home.show')}
      </Button>
    )
  }
  const doneCount = steps.filter(({ name }) => done[name]).length
  const next = steps.find(({ name }) => !done[name])?.name
  return (
    <section aria-labelledby="first-steps">
      <Group justify="space-between" mb={8}>
        <Title order={2} id="first-steps">
          {t('home.start')}
        </Title>
        <Button variant="subtle" color="gray" c="dimmed" size="xs" onClick={() => show(false)}>
          {t('home.dismiss')}
        </Button>
      </Group>
      <Group gap="sm" mb="sm">
        <Progress value={(doneCount / steps.length) * 100} flex={1} size="sm" aria-label={t('home.start')} />
        <Text fz="sm" c="dimmed">
          {next ? t('home.progress', { done: doneCount, total: steps.length }) : t('home.allDone')}
        </Text>
      </Group>
      <div className={classes.steps}>
        {steps.map(({ name, to, icon: Icon }) => (
          <Link
            key={name}
            to={to}
            className={classes.step}
            data-done={done[name] || undefined}
            data-next={name === next || undefined}
            data-testid={`step-${name}`}
          >
            <span className={classes.mark}>
              {done[name] ? <IconCheck size={18} aria-label={t('step.done')} /> : <Icon size={18} aria-hidden />}
            </span>
            <span>
              <span className={classes.stepTitle}>{t(`step.${name}.title`)}</span>
              <Text c="dimmed" fz="sm" component="span" style={{ display: 'block' }}>
                {t(`step.${name}.text`)}
              </Text>
            </span>
          </Link>
        ))}
      </div>
    </section>
  )
}
