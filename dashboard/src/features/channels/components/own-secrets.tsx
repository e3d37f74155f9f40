import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../../components/copy-field.tsx'
import { FormError } from '../../../components/form-error.tsx'
import type { Channel } from '../../../lib/contract.ts'
import { channelTypesQuery, useOwnSecrets } from '../api/channels.ts'
import { wordsOf } from './channel-fields.tsx'

/** What Parley has made itself and somebody needs elsewhere: the verify token beside the webhook's address, the PIN of a number. */
export function OwnSecrets({ channel }: { channel: Pick<Channel, 'id' | 'type'> }) {
  const { t } = useTranslation()
  const { data: types } = useQuery(channelTypesQuery)
  const secrets = useOwnSecrets(channel.id)
  const has = types?.find(({ type }) => type === channel.type)?.credentialFields.some(({ ours }) => ours)
  if (!has) return null
  if (!secrets.data) {
    return (
      <Stack gap={4} align="flex-start">
        <FormError error={secrets.error} />
        <Button size="xs" variant="default" onClick={() => secrets.mutate()} loading={secrets.isPending} data-testid="channel-own-secrets">
          {t('channels.showOwnSecrets')}
        </Button>
        <Text fz="xs" c="dimmed">
          {t('channels.ownSecretsHint')}
        </Text>
      </Stack>
    )
  }
  return (
    <Stack gap="sm">
      {secrets.data.map(({ name, label, value }) => (
        <CopyField key={name} label={wordsOf({ name, label, help: null }).label} value={value} testId={`channel-secret-${name}`} />
      ))}
    </Stack>
  )
}
