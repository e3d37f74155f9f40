import { ActionIcon, Badge, Button, Group, Loader, Text, Textarea } from '@mantine/core'
import { IconHandStop, IconRefresh, IconSend, IconSparkles } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { LinkedText } from '../../../components/linked-text.tsx'
import { PassageList } from '../../../components/passage-list.tsx'
import { ToolCallList } from '../../../components/tool-call-list.tsx'
import type { AgentSettings, TryResult } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useHandoverReason } from '../../../lib/use-handover-reason.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useTryAgent } from '../api/agents.ts'
import classes from './editor.module.css'

interface Turn {
  question: string
  result: TryResult | null
}

/** Tries what stands on the screen, saved or not, and shows what each answer rests on. */
export function Playground({ agentId, settings }: { agentId: string | null; settings: AgentSettings }) {
  const { t } = useTranslation()
  const mayTry = useMay('agent')
  const [turns, setTurns] = useState<Turn[]>([])
  const attempt = useTryAgent(agentId ?? '')
  const end = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every turn scrolls into view
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [turns, attempt.isPending])
  const ask = (question: string) => {
    setTurns((kept) => [...kept, { question, result: null }])
    const answered = turns.flatMap(({ question: asked, result }) => [
      { role: 'user' as const, text: asked },
      ...(result?.reply ? [{ role: 'assistant' as const, text: result.reply }] : []),
    ])
    attempt.mutate(
      { messages: [...answered, { role: 'user', text: question }], settings },
      {
        onSuccess: (result) => setTurns((kept) => kept.with(-1, { question, result })),
        onError: () => setTurns((kept) => kept.slice(0, -1)),
      },
    )
  }
  const reset = () => {
    setTurns([])
    attempt.reset()
  }
  return (
    <aside className={classes.side} aria-label={t('playground.title')}>
      <div className={classes.sideHead}>
        <Group justify="space-between" wrap="nowrap">
          <Text fw={620} component="h2" m={0} fz="md">
            {t('playground.title')}
          </Text>
          {turns.length > 0 && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              c="dimmed"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={reset}
            >
              {t('playground.reset')}
            </Button>
          )}
        </Group>
        <Text fz="xs" c="dimmed">
          {agentId ? t('playground.text') : t('playground.saveFirst')}
        </Text>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={classes.talk} tabIndex={0} role="log">
        {turns.length === 0 && (
          <Text c="dimmed" fz="sm" m="auto" ta="center">
            {t('playground.empty')}
          </Text>
        )}
        {turns.map(({ question, result }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: turns only follow one another
          <TurnView key={index} question={question} result={result} />
        ))}
        <FormError error={attempt.error} />
        <div ref={end} />
      </div>
      {mayTry && <AskField isOff={!agentId} isBusy={attempt.isPending} onAsk={ask} />}
    </aside>
  )
}

function TurnView({ question, result }: { question: string; result: TryResult | null }) {
  const { t } = useTranslation()
  return (
    <>
      <div className={classes.customer} dir="auto">
        {question}
      </div>
      <div className={classes.reply}>
        {result ? (
          <Answer result={result} />
        ) : (
          <Group gap={6} c="dimmed" role="status">
            <Loader size={14} /> {t('playground.thinking')}
          </Group>
        )}
      </div>
    </>
  )
}

function Answer({ result }: { result: TryResult }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reason = useHandoverReason(result.reason)
  return (
    <>
      {result.reply && (
        <div className={classes.replyBubble} dir="auto" data-testid="playground-reply">
          <LinkedText text={result.reply} />
        </div>
      )}
      {result.outcome !== 'reply' && (
        <div className={classes.outcome} data-testid={`playground-${result.outcome}`} style={{ marginBlockStart: result.reply ? 6 : 0 }}>
          <IconHandStop size={15} aria-hidden />
          <span>
            {t(result.outcome === 'handover' ? 'playground.handover' : 'playground.nothing')}
            {reason && <bdi>: {reason}</bdi>}
          </span>
        </div>
      )}
      <Group gap={4} mt={6}>
        <Badge color="gray" size="sm" leftSection={result.model ? <IconSparkles size={11} aria-hidden /> : undefined}>
          {result.model ?? t('why.withoutModel')}
        </Badge>
        <Badge color="gray" size="sm">
          {format.duration(result.durationMs)}
        </Badge>
        {result.model && (
          <Badge color="gray" size="sm">
            {t('why.tokens', { input: format.number(result.usage.inputTokens), output: format.number(result.usage.outputTokens) })}
          </Badge>
        )}
      </Group>
      <details className={classes.trace} open={result.sources.length > 0 && result.sources.length < 4}>
        <summary>{t('playground.details')}</summary>
        <div style={{ display: 'grid', gap: 8, marginBlockStart: 6 }}>
          <PassageList passages={result.sources} emptyText={t('why.noSources')} />
          <ToolCallList calls={result.toolCalls} />
        </div>
      </details>
    </>
  )
}

function AskField({ isOff, isBusy, onAsk }: { isOff: boolean; isBusy: boolean; onAsk: (question: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const ask = () => {
    if (!text.trim() || isOff || isBusy) return
    onAsk(text.trim())
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    ask()
  }
  return (
    <div className={classes.ask}>
      <Textarea
        flex={1}
        autosize
        minRows={1}
        maxRows={5}
        dir="auto"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={t('playground.placeholder')}
        aria-label={t('playground.placeholder')}
        disabled={isOff}
        data-testid="playground-input"
      />
      <ActionIcon
        size={36}
        onClick={ask}
        disabled={isOff || isBusy || !text.trim()}
        aria-label={t('composer.send')}
        data-testid="playground-send"
      >
        <IconSend size={17} className="mirrored" />
      </ActionIcon>
    </div>
  )
}
