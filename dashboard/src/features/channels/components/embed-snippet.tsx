import { Button, Stack } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../../components/copy-field.tsx'

export function EmbedSnippet({
  embed,
  widgetKey,
  isLabelHidden = false,
}: {
  embed: string
  widgetKey: string | null
  isLabelHidden?: boolean
}) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs" align="flex-start">
      <div style={{ width: '100%' }}>
        <CopyField
          isLabelHidden={isLabelHidden}
          label={t('channels.embed')}
          value={embed}
          hint={t('channels.embedHint')}
          testId="channel-embed"
        />
      </div>
      {widgetKey && (
        <Button
          component="a"
          href={`/widget/demo?key=${encodeURIComponent(widgetKey)}`}
          target="_blank"
          rel="noopener"
          variant="light"
          size="xs"
          leftSection={<IconExternalLink size={15} aria-hidden />}
        >
          {t('channels.preview')}
        </Button>
      )}
    </Stack>
  )
}
