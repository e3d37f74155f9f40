import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { channelHealthQuery } from '../api/channels.ts'

export function HealthChecks({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const explain = useErrorText()
  const { data, error, isFetching, refetch } = useQuery(channelHealthQuery(channelId))
  return (
    <Section title={t('channels.health')} text={t('channels.healthHint')}>
      {error && <Alert color="red">{explain(error)}</Alert>}
      {!data && !error && <Skeleton h={70} />}
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {data?.checks.map(({ name, ok, detail }) => (
          <Group key={name} gap="xs" wrap="nowrap" align="flex-start" component="li">
            {ok ? (
              <IconCircleCheck size={18} color="var(--p-green-text)" aria-label={t('channels.checkOk')} />
            ) : (
              <IconAlertTriangle size={18} color="var(--p-red-text)" aria-label={t('channels.checkBad')} />
            )}
            <div style={{ minWidth: 0 }}>
              <Text fw={550} fz="sm">
                {name}
              </Text>
              <Text fz="sm" c="dimmed" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                {detail}
              </Text>
            </div>
          </Group>
        ))}
      </Stack>
      <Button
        variant="default"
        size="xs"
        mt="sm"
        leftSection={<IconRefresh size={15} aria-hidden />}
        onClick={() => void refetch()}
        loading={isFetching}
      >
        {t('channels.healthRun')}
      </Button>
    </Section>
  )
}
