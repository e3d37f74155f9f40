import { Button, Group, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../../components/form-error.tsx'
import { Section } from '../../../../components/section.tsx'
import { ApiError } from '../../../../lib/api-error.ts'
import type { Channel } from '../../../../lib/contract.ts'
import { useNotifyDone } from '../../../../lib/notify.ts'
import { useUpdateChannel } from '../../api/channels.ts'
import { readWidgetSettings, tidyLines, type WidgetSettings } from '../../api/widget-settings.ts'
import { ConsentSection } from './consent-section.tsx'
import { GreetingsSection } from './greetings-section.tsx'
import { HoursSection } from './hours-section.tsx'
import { IdentityKeys } from './identity-keys.tsx'
import { LauncherSection } from './launcher-section.tsx'
import { PreChatSection } from './pre-chat-section.tsx'

export interface WidgetSectionProps {
  settings: WidgetSettings
  /** By the path of the field. */
  errors: Record<string, string>
  onChange: (patch: Partial<WidgetSettings>) => void
}

/** How a website's chat receives its visitors. */
export function WidgetSettingsForm({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const update = useUpdateChannel(channel.id)
  const [settings, setSettings] = useState(() => readWidgetSettings(channel))
  const errors = update.error instanceof ApiError ? update.error.fieldErrors() : {}
  const props: WidgetSectionProps = { settings, errors, onChange: (patch) => setSettings((kept) => ({ ...kept, ...patch })) }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    update.mutate({ config: { ...tidy(settings) } }, { onSuccess: () => tell(t('action.saved')) })
  }
  return (
    <>
      <form onSubmit={submit}>
        <FormError error={update.error} />
        <ConsentSection {...props} />
        <PreChatSection {...props} />
        <HoursSection {...props} />
        <LauncherSection {...props} />
        <GreetingsSection {...props} />
        <Section title={t('widget.rating')} text={t('widget.ratingText')}>
          <Switch
            label={t('widget.ratingAsks')}
            checked={settings.rating.asks}
            onChange={({ currentTarget }) => props.onChange({ rating: { asks: currentTarget.checked } })}
            data-testid="widget-rating-asks"
          />
        </Section>
        <Group justify="flex-end" mb="xl">
          <Button type="submit" loading={update.isPending} data-testid="widget-save">
            {t('action.save')}
          </Button>
        </Group>
      </form>
      <IdentityKeys channelId={channel.id} />
    </>
  )
}

function tidy(settings: WidgetSettings): WidgetSettings {
  const { consent, pages, greetings } = settings
  return {
    ...settings,
    consent: { ...consent, link: consent.link?.trim() || null },
    pages: { show: tidyLines(pages.show), hide: tidyLines(pages.hide) },
    greetings: greetings.map((greeting) => ({ ...greeting, pages: tidyLines(greeting.pages) })),
  }
}
