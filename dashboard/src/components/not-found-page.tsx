import { Center, Stack, Text, Title } from '@mantine/core'
import { IconMoodSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from './link-button.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Center component="main" h="100%" mih={320} p="lg">
      <Stack align="center" gap="sm">
        <IconMoodSearch size={40} stroke={1.4} color="var(--p-muted)" aria-hidden />
        <Title order={1}>{t('notFound.title')}</Title>
        <Text c="dimmed">{t('notFound.text')}</Text>
        <LinkButton to="/inbox" mt="xs">
          {t('notFound.action')}
        </LinkButton>
      </Stack>
    </Center>
  )
}
