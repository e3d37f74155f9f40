import { Group, NumberInput, SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../components/section.tsx'
import type { LauncherSettings, PageRules } from '../../../../lib/contract.ts'
import { linesOf } from '../../api/widget-settings.ts'
import type { WidgetSectionProps } from './widget-settings.tsx'

const icons = ['chat', 'question', 'smile'] as const

export function LauncherSection({ settings: { launcher, pages }, errors, onChange }: WidgetSectionProps) {
  const { t } = useTranslation()
  const change = (patch: Partial<LauncherSettings>) => onChange({ launcher: { ...launcher, ...patch } })
  const changePages = (patch: Partial<PageRules>) => onChange({ pages: { ...pages, ...patch } })
  return (
    <Section title={t('widget.launcher')} text={t('widget.launcherText')}>
      <Stack gap="sm">
        <Switch
          label={t('widget.launcherHidden')}
          description={t('widget.launcherHiddenHint')}
          checked={launcher.hidden}
          onChange={({ currentTarget }) => change({ hidden: currentTarget.checked })}
        />
        {!launcher.hidden && (
          <>
            <TextInput
              label={t('widget.launcherLabel')}
              value={launcher.label}
              onChange={({ currentTarget }) => change({ label: currentTarget.value })}
              maxLength={40}
              dir="auto"
            />
            <div>
              <Text fz="sm" fw={550} mb={4} id="launcher-icon">
                {t('widget.launcherIcon')}
              </Text>
              <SegmentedControl
                aria-labelledby="launcher-icon"
                data={icons.map((icon) => ({ value: icon, label: t(`widget.icon.${icon}`) }))}
                value={launcher.icon}
                onChange={(icon) => change({ icon: icon as LauncherSettings['icon'] })}
              />
            </div>
            <Group grow>
              <Offset label={t('widget.offsetX')} value={launcher.offsetX} onChange={(offsetX) => change({ offsetX })} />
              <Offset label={t('widget.offsetY')} value={launcher.offsetY} onChange={(offsetY) => change({ offsetY })} />
            </Group>
          </>
        )}
        {(['show', 'hide'] as const).map((rule) => (
          <Textarea
            key={rule}
            label={t(`widget.pages.${rule}`)}
            description={t('widget.pages.hint')}
            value={pages[rule].join('\n')}
            onChange={({ currentTarget }) => changePages({ [rule]: linesOf(currentTarget.value) })}
            error={Object.entries(errors).find(([path]) => path.startsWith(`config.pages.${rule}`))?.[1]}
            placeholder={rule === 'show' ? '/*' : '/checkout/*'}
            autosize
            dir="ltr"
          />
        ))}
      </Stack>
    </Section>
  )
}

function Offset({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return <NumberInput label={label} value={value} onChange={(next) => onChange(Number(next) || 0)} min={0} max={400} allowDecimal={false} />
}
