import { Alert } from '@mantine/core'
import { IconBook2, IconSparkles } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { LinkText } from '../../../components/link-button.tsx'
import type { Agent } from '../../../lib/contract.ts'

export function answersWithText(t: TFunction, { answersWith }: Agent): string {
  return answersWith.kind === 'model'
    ? t('agents.answersWithModel', { model: answersWith.model, provider: answersWith.provider })
    : t('agents.answersWithKnowledge')
}

/** Says plainly which of the two answers: a model, or the knowledge by itself. */
export function AnswersWith({ agent }: { agent: Agent }) {
  const { t } = useTranslation()
  if (agent.answersWith.kind === 'model') {
    return (
      <Alert color="teal" icon={<IconSparkles size={18} aria-hidden />} p="xs" data-testid="answers-with" data-kind="model">
        {answersWithText(t, agent)}
      </Alert>
    )
  }
  return (
    <Alert
      color="yellow"
      icon={<IconBook2 size={18} aria-hidden />}
      p="xs"
      title={t('agents.answersWithKnowledge')}
      data-testid="answers-with"
      data-kind="knowledge"
    >
      <span dir="auto">{agent.answersWith.reason}</span>{' '}
      <LinkText to="/settings/models" underline="always" fz="sm">
        {t('agents.addModel')}
      </LinkText>
    </Alert>
  )
}
