import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import type { Channel, ChannelHealth } from '../../../lib/contract.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { useMay } from '../../accounts/api/session.ts'
import { channelHealthQuery } from '../api/channels.ts'
import { MendButton } from './mend-button.tsx'

export function HealthChecks({ channel }: { channel: Channel }) {
  const { t } = useTranslation()
  const explain = useErrorText()
  const mayManage = useMay('admin')
  const { data, error, isFetching, refetch } = useQuery(channelHealthQuery(channel.id))
  return (
    <Section title={t('channels.health')} text={t('channels.healthHint')}>
      {error && <Alert color="red">{explain(error)}</Alert>}
      {!data && !error && <Skeleton h={70} />}
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {data?.checks.map((check) => (
          <CheckRow key={check.name} check={check} channel={channel} mayManage={mayManage} />
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

interface CheckRowProps {
  check: ChannelHealth['checks'][number]
  channel: Channel
  mayManage: boolean
}

function CheckRow({ check: { name, ok, detail, mend }, channel, mayManage }: CheckRowProps) {
  const { t } = useTranslation()
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" component="li" data-testid={`channel-check-${ok ? 'ok' : 'bad'}`}>
      {ok ? (
        <IconCircleCheck size={18} color="var(--p-green-text)" aria-label={t('channels.checkOk')} />
      ) : (
        <IconAlertTriangle size={18} color="var(--p-red-text)" aria-label={t('channels.checkBad')} />
      )}
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text fw={550} fz="sm">
          <bdi>{name}</bdi>
        </Text>
        <Text fz="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{detail}</bdi>
        </Text>
      </div>
      {!ok && mend && mayManage && <MendButton channel={channel} mend={mend} />}
    </Group>
  )
}
