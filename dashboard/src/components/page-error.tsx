import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../lib/use-error-text.ts'

/** Shown in place of a page that failed, with what to do; `reset` tries it again. */
export function PageError({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation()
  const text = useErrorText()
  return (
    <Center h="100%" mih={280} p="lg" role="alert">
      <Stack align="center" gap="sm" maw={420} ta="center">
        <IconPlugConnectedX size={40} stroke={1.4} color="var(--p-muted)" aria-hidden />
        <Title order={2}>{t('error.pageTitle')}</Title>
        <Text c="dimmed">{text(error)}</Text>
        <Button variant="default" onClick={() => (reset ? reset() : location.reload())}>
          {reset ? t('action.retry') : t('error.reload')}
        </Button>
      </Stack>
    </Center>
  )
}
