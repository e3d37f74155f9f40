import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../../../components/copy-field.tsx'
import { Section } from '../../../../components/section.tsx'
import { useFormat } from '../../../../lib/format.ts'
import { useNotifyError } from '../../../../lib/notify.ts'
import { identityKeysQuery, useEndIdentityKey, useNewIdentityKey, useNewIdentitySecret } from '../../api/identity-keys.ts'

/** The keys with which a website's server signs who its visitor is. A secret is shown once, when it is made. */
export function IdentityKeys({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const notifyError = useNotifyError()
  const { data: keys } = useQuery(identityKeysQuery(channelId))
  const create = useNewIdentityKey(channelId)
  const end = useEndIdentityKey(channelId)
  return (
    <Section title={t('widget.keys')} text={t('widget.keysText')}>
      <Stack gap="sm">
        {create.data && (
          <Alert color="teal" title={t('widget.keyNew')}>
            <CopyField label={t('widget.keySecret')} value={create.data.secret} hint={t('widget.keyOnce')} testId="identity-key-secret" />
          </Alert>
        )}
        {keys?.map(({ kid, createdAt }) => (
          <Group key={kid} gap="sm" justify="space-between">
            <Group gap="sm">
              <Code dir="ltr">{kid}</Code>
              <Text fz="sm" c="dimmed">
                {format.full(createdAt)}
              </Text>
            </Group>
            <Button
              variant="subtle"
              color="red"
              c="var(--p-red-text)"
              size="xs"
              loading={end.isPending && end.variables === kid}
              onClick={() => end.mutate(kid, { onError: notifyError })}
              aria-label={`${t('widget.keyEnd')}: ${kid}`}
            >
              {t('widget.keyEnd')}
            </Button>
          </Group>
        ))}
        <Group>
          <Button
            variant="default"
            loading={create.isPending}
            onClick={() => create.mutate(undefined, { onError: notifyError })}
            data-testid="identity-key-add"
          >
            {t('widget.keyAdd')}
          </Button>
        </Group>
        <IdentitySecret channelId={channelId} />
      </Stack>
    </Section>
  )
}

function IdentitySecret({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const renew = useNewIdentitySecret(channelId)
  return (
    <Stack gap="xs">
      <Text component="h3" fz="sm" fw={600}>
        {t('widget.hash')}
      </Text>
      <Text fz="sm" c="dimmed">
        {t('widget.hashText')}
      </Text>
      {renew.data && (
        <CopyField label={t('widget.keySecret')} value={renew.data.identitySecret} hint={t('widget.keyOnce')} testId="identity-secret" />
      )}
      <Group>
        <Button
          variant="default"
          loading={renew.isPending}
          onClick={() => confirm(t('widget.hashSure')) && renew.mutate(undefined, { onError: notifyError })}
          data-testid="identity-secret-new"
        >
          {t('widget.hashNew')}
        </Button>
      </Group>
    </Stack>
  )
}
