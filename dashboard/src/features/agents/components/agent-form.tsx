import { MultiSelect, NumberInput, Radio, Select, SimpleGrid, Stack, Switch, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkText } from '../../../components/link-button.tsx'
import { Section } from '../../../components/section.tsx'
import type { AgentSettings } from '../../../lib/contract.ts'
import { useKnowledgeList } from '../../knowledge/api/knowledge.ts'
import { textOrNull } from '../api/agent-form.ts'
import { HoursField } from './hours-field.tsx'
import { ModelField } from './model-field.tsx'

interface AgentFormProps {
  settings: AgentSettings
  errors: Record<string, string>
  onChange: (patch: Partial<AgentSettings>) => void
}

const modes = ['auto', 'draft', 'off'] as const
const tones = ['friendly', 'neutral', 'formal', 'brief'] as const

export function AgentForm({ settings, errors, onChange }: AgentFormProps) {
  return (
    <>
      <Basics settings={settings} errors={errors} onChange={onChange} />
      <KnowledgeSection settings={settings} errors={errors} onChange={onChange} />
      <Voice settings={settings} errors={errors} onChange={onChange} />
      <Handover settings={settings} errors={errors} onChange={onChange} />
      <HoursField settings={settings} onChange={onChange} />
      <Disclosure settings={settings} errors={errors} onChange={onChange} />
      <Limits settings={settings} errors={errors} onChange={onChange} />
    </>
  )
}

function Basics({ settings, errors, onChange }: AgentFormProps) {
  const { t } = useTranslation()
  return (
    <Section title={t('agents.basics')}>
      <Stack gap="sm">
        <TextInput
          label={t('agents.name')}
          description={t('agents.nameHint')}
          value={settings.name}
          onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
          error={errors.name}
          required
          maxLength={100}
          data-testid="agent-name"
        />
        <Textarea
          label={t('agents.instructions')}
          description={t('agents.instructionsHint')}
          placeholder={t('agents.instructionsPlaceholder')}
          value={settings.instructions}
          onChange={({ currentTarget }) => onChange({ instructions: currentTarget.value })}
          error={errors.instructions}
          autosize
          minRows={6}
          maxRows={24}
          maxLength={20_000}
          dir="auto"
          data-testid="agent-instructions"
        />
        <Radio.Group
          label={t('agents.mode.label')}
          value={settings.mode}
          onChange={(mode) => onChange({ mode: mode as AgentSettings['mode'] })}
        >
          <Stack gap={8} mt={6}>
            {modes.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={t(`agents.mode.${mode}`)}
                description={t(`agents.modeHint.${mode}`)}
                data-testid={`agent-mode-${mode}`}
              />
            ))}
          </Stack>
        </Radio.Group>
      </Stack>
    </Section>
  )
}

function KnowledgeSection({ settings, onChange }: AgentFormProps) {
  const { t } = useTranslation()
  const knowledge = useKnowledgeList()
  return (
    <Section title={t('agents.knowledge')} text={t('agents.knowledgeHint')}>
      {knowledge?.length === 0 ? (
        <Text fz="sm">
          {t('agents.knowledgeNone')}{' '}
          <LinkText to="/knowledge" underline="always" fz="sm">
            {t('knowledge.new')}
          </LinkText>
        </Text>
      ) : (
        <MultiSelect
          aria-label={t('agents.knowledge')}
          data={knowledge?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={settings.knowledgeIds}
          onChange={(knowledgeIds) => onChange({ knowledgeIds })}
          searchable
          data-testid="agent-knowledge"
        />
      )}
    </Section>
  )
}

function Voice({ settings, onChange }: AgentFormProps) {
  const { t } = useTranslation()
  return (
    <Section title={t('agents.voice')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label={t('agents.tone.label')}
            data={tones.map((tone) => ({ value: tone, label: t(`agents.tone.${tone}`) }))}
            value={settings.tone}
            onChange={(tone) => tone && onChange({ tone: tone as AgentSettings['tone'] })}
            allowDeselect={false}
          />
          <ModelField value={settings.model} onChange={(model) => onChange({ model })} />
        </SimpleGrid>
        <TagsInput
          label={t('agents.languages')}
          description={t('agents.languagesHint')}
          data={['en', 'ru', 'kk', 'fa', 'de', 'fr', 'es', 'tr', 'ar', 'uz']}
          value={settings.languages}
          onChange={(languages) => onChange({ languages })}
          maxTags={50}
        />
      </Stack>
    </Section>
  )
}

function Handover({ settings, onChange }: AgentFormProps) {
  const { t } = useTranslation()
  const { handover } = settings
  const change = (patch: Partial<AgentSettings['handover']>) => onChange({ handover: { ...handover, ...patch } })
  return (
    <Section title={t('agents.handover')}>
      <Stack gap="sm">
        {(['onRequest', 'whenUnknown', 'onAnger'] as const).map((name) => (
          <Switch
            key={name}
            label={t(`agents.${name}`)}
            checked={handover[name]}
            onChange={({ currentTarget }) => change({ [name]: currentTarget.checked })}
          />
        ))}
        <NumberInput
          label={t('agents.afterFailedTurns')}
          value={handover.afterFailedTurns}
          onChange={(value) => typeof value === 'number' && change({ afterFailedTurns: value })}
          min={0}
          max={20}
          allowDecimal={false}
          maw={320}
        />
        <Textarea
          label={t('agents.handoverText')}
          description={t('agents.textDefault')}
          value={handover.text ?? ''}
          onChange={({ currentTarget }) => change({ text: textOrNull(currentTarget.value) })}
          autosize
          maxLength={1000}
          dir="auto"
        />
        <Textarea
          label={t('agents.fallbackText')}
          description={t('agents.textDefault')}
          value={settings.fallbackText ?? ''}
          onChange={({ currentTarget }) => onChange({ fallbackText: textOrNull(currentTarget.value) })}
          autosize
          maxLength={1000}
          dir="auto"
        />
      </Stack>
    </Section>
  )
}

function Disclosure({ settings, errors, onChange }: AgentFormProps) {
  const { t } = useTranslation()
  const { disclosure } = settings
  const change = (patch: Partial<AgentSettings['disclosure']>) => onChange({ disclosure: { ...disclosure, ...patch } })
  return (
    <Section title={t('agents.disclosure')} text={t('agents.disclosureHint')}>
      <Stack gap="sm">
        <Switch
          label={t('agents.disclosure')}
          checked={disclosure.enabled}
          onChange={({ currentTarget }) => change({ enabled: currentTarget.checked })}
        />
        {disclosure.enabled ? (
          <Textarea
            label={t('agents.disclosureText')}
            description={t('agents.textDefault')}
            value={disclosure.text ?? ''}
            onChange={({ currentTarget }) => change({ text: textOrNull(currentTarget.value) })}
            autosize
            maxLength={500}
            dir="auto"
          />
        ) : (
          <TextInput
            label={t('agents.disclosureReason')}
            description={t('agents.disclosureReasonHint')}
            value={disclosure.reason ?? ''}
            onChange={({ currentTarget }) => change({ reason: textOrNull(currentTarget.value) })}
            error={errors['disclosure.reason'] ?? errors.disclosure}
            required
            maxLength={500}
          />
        )}
      </Stack>
    </Section>
  )
}

function Limits({ settings, errors, onChange }: AgentFormProps) {
  const { t } = useTranslation()
  const { limits } = settings
  const change = (patch: Partial<AgentSettings['limits']>) => onChange({ limits: { ...limits, ...patch } })
  return (
    <Section title={t('agents.limits')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label={t('agents.replyDelay')}
          description={t('agents.replyDelayHint')}
          value={settings.replyDelayMs / 1000}
          onChange={(value) => typeof value === 'number' && onChange({ replyDelayMs: Math.round(value * 1000) })}
          min={0}
          max={60}
          step={0.5}
          error={errors.replyDelayMs}
        />
        <NumberInput
          label={t('agents.maxOutputTokens')}
          value={limits.maxOutputTokens}
          onChange={(value) => typeof value === 'number' && change({ maxOutputTokens: value })}
          min={16}
          max={8000}
          allowDecimal={false}
        />
        <NumberInput
          label={t('agents.maxHistory')}
          value={limits.maxHistory}
          onChange={(value) => typeof value === 'number' && change({ maxHistory: value })}
          min={1}
          max={100}
          allowDecimal={false}
        />
        <NumberInput
          label={t('agents.maxTurnsPerDay')}
          value={limits.maxTurnsPerDay}
          onChange={(value) => typeof value === 'number' && change({ maxTurnsPerDay: value })}
          min={1}
          max={1000}
          allowDecimal={false}
        />
        <NumberInput
          label={t('agents.maxTokensPerDay')}
          value={limits.maxTokensPerDay ?? ''}
          onChange={(value) => change({ maxTokensPerDay: typeof value === 'number' ? value : null })}
          min={1000}
          step={10_000}
          allowDecimal={false}
        />
      </SimpleGrid>
    </Section>
  )
}
