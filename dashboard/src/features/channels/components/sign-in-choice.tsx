import { Button, Divider, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import type { ChannelType } from '../../../lib/contract.ts'
import { useSignIn } from '../api/grants.ts'

/** Two clicks at the provider instead of tokens to find and copy. */
export function SignInChoice({ type }: { type: ChannelType }) {
  const { t } = useTranslation()
  const signIn = useSignIn()
  return (
    <Stack gap="sm" mb="lg">
      <FormError error={signIn.error} />
      <Text c="dimmed" fz="sm">
        {t('channels.signInHint', { provider: type.title })}
      </Text>
      <Button
        size="md"
        onClick={() => signIn.mutate({ type: type.type })}
        loading={signIn.isPending || signIn.isSuccess}
        data-testid="channel-sign-in"
      >
        {t('channels.signIn', { provider: type.title })}
      </Button>
      <Divider label={t('channels.byHand')} />
    </Stack>
  )
}
