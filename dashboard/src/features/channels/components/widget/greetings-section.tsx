import { Button, Group, NumberInput, Stack, Switch, Textarea } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../components/section.tsx'
import type { GreetingSettings } from '../../../../lib/contract.ts'
import { linesOf } from '../../api/widget-settings.ts'
import type { WidgetSectionProps } from './widget-settings.tsx'

const mostGreetings = 10
const newGreeting: GreetingSettings = { text: '', afterSeconds: 10, pages: [], once: true }

export function GreetingsSection({ settings: { greetings }, errors, onChange }: WidgetSectionProps) {
  const { t } = useTranslation()
  return (
    <Section title={t('widget.greetings')} text={t('widget.greetingsText')}>
      <Stack gap="lg">
        {greetings.map((greeting, index) => (
          <Greeting
            // biome-ignore lint/suspicious/noArrayIndexKey: they are told apart by their place, as the API's errors are
            key={index}
            greeting={greeting}
            errorOf={(field) => Object.entries(errors).find(([path]) => path.startsWith(`config.greetings.${index}.${field}`))?.[1]}
            onChange={(next) => onChange({ greetings: greetings.with(index, next) })}
            onRemove={() => onChange({ greetings: greetings.filter((_, other) => other !== index) })}
          />
        ))}
        {greetings.length < mostGreetings && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange({ greetings: [...greetings, newGreeting] })}
              data-testid="widget-greeting-add"
            >
              {t('widget.greetingAdd')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

interface GreetingProps {
  greeting: GreetingSettings
  errorOf: (field: string) => string | undefined
  onChange: (greeting: GreetingSettings) => void
  onRemove: () => void
}

function Greeting({ greeting, errorOf, onChange, onRemove }: GreetingProps) {
  const { t } = useTranslation()
  const change = (patch: Partial<GreetingSettings>) => onChange({ ...greeting, ...patch })
  return (
    <Stack gap="xs">
      <Textarea
        label={t('widget.greetingText')}
        value={greeting.text}
        onChange={({ currentTarget }) => change({ text: currentTarget.value })}
        error={errorOf('text')}
        required
        autosize
        maxLength={300}
        dir="auto"
        data-testid="widget-greeting-text"
      />
      <NumberInput
        label={t('widget.greetingAfter')}
        value={greeting.afterSeconds}
        onChange={(seconds) => change({ afterSeconds: Number(seconds) || 0 })}
        min={0}
        max={3600}
        allowDecimal={false}
        maw={240}
      />
      <Textarea
        label={t('widget.greetingPages')}
        description={t('widget.pages.hint')}
        value={greeting.pages.join('\n')}
        onChange={({ currentTarget }) => change({ pages: linesOf(currentTarget.value) })}
        error={errorOf('pages')}
        placeholder="/pricing"
        autosize
        dir="ltr"
      />
      <Group justify="space-between">
        <Switch
          label={t('widget.greetingOnce')}
          checked={greeting.once}
          onChange={({ currentTarget }) => change({ once: currentTarget.checked })}
        />
        <Button variant="subtle" color="gray" size="xs" leftSection={<IconTrash size={14} aria-hidden />} onClick={onRemove}>
          {t('action.delete')}
        </Button>
      </Group>
    </Stack>
  )
}
