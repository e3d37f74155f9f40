import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MessagePreview } from '../../../lib/contract.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import templateClasses from '../../templates/components/templates.module.css'
import classes from './compose.module.css'
import { ForeseenNotices } from './foreseen-notices.tsx'
import { ShownMessage } from './shown-message.tsx'

interface PreviewPanelProps {
  /** Null while something is missing. */
  preview: MessagePreview | null
  error: unknown
}

/** What the customer will see on this channel, as the server foresees it. */
export function PreviewPanel({ preview, error }: PreviewPanelProps) {
  const { t } = useTranslation()
  const explain = useErrorText()
  return (
    <Stack gap="sm">
      <section className={templateClasses.phone} aria-label={t('templates.preview')} data-testid="compose-preview">
        {preview && preview.parts.length > 0 ? (
          <div className={classes.messages}>
            {preview.parts.map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no id, and their place is what they are
              <ShownMessage key={index} part={part} />
            ))}
          </div>
        ) : (
          <Text fz="sm" c="dimmed">
            {t('compose.incomplete')}
          </Text>
        )}
      </section>
      <div role="status">
        {preview && <ForeseenNotices preview={preview} />}
        {error ? (
          <Text fz="sm" c="var(--p-red-text)">
            {explain(error)}
          </Text>
        ) : null}
      </div>
    </Stack>
  )
}
