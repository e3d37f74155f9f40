import { Badge, Group, Loader, Popover, Stack, Text } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PassageList } from '../../../components/passage-list.tsx'
import { ToolCallList } from '../../../components/tool-call-list.tsx'
import { api } from '../../../lib/api.ts'
import type { AnswerTrace } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import classes from './thread.module.css'

export function WhyAnswer({ messageId }: { messageId: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover width={400} position="top-end" opened={isOpen} onChange={setOpen} trapFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={classes.footButton}
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
          data-testid="why-answer"
        >
          <IconHelpCircle size={14} aria-hidden />
          {t('why.button')}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="md" mah={440} style={{ overflow: 'auto' }} tabIndex={-1}>
        {isOpen && <Trace messageId={messageId} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function Trace({ messageId }: { messageId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const explain = useErrorText()
  const { data: trace, error } = useQuery({
    queryKey: ['why', messageId],
    queryFn: ({ signal }) => api.get<AnswerTrace>(`/messages/${messageId}/why`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error) return <Text c="red">{explain(error)}</Text>
  if (!trace) return <Loader size="sm" />
  return (
    <Stack gap="sm" data-testid="why-trace">
      <Text fw={620}>{t('why.title')}</Text>
      <PassageList passages={trace.sources} emptyText={t('why.noSources')} />
      <ToolCallList calls={trace.toolCalls} />
      <Group gap={6}>
        <Badge color="gray">{trace.model ?? t('why.withoutModel')}</Badge>
        {trace.model && (
          <Badge color="gray">
            {t('why.tokens', { input: format.number(trace.inputTokens), output: format.number(trace.outputTokens) })}
          </Badge>
        )}
        <Badge color="gray">{format.duration(trace.durationMs)}</Badge>
      </Group>
    </Stack>
  )
}
