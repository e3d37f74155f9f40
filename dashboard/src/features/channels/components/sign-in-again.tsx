import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { channelTypesQuery } from '../api/channels.ts'
import { useSignIn } from '../api/grants.ts'

/** Whether people sign in at the provider for this kind of channel instead of entering tokens. */
export function useHasSignIn({ type }: Pick<Channel, 'type'>): boolean {
  const { data: types } = useQuery(channelTypesQuery)
  return types?.find((one) => one.type === type)?.signIn ?? false
}

/** New access for a channel that there is: nobody has to find a token, or delete what was said. */
export function SignInAgain({ channel, size = 'sm' }: { channel: Pick<Channel, 'id' | 'type'>; size?: 'xs' | 'sm' }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const signIn = useSignIn()
  return (
    <Button
      size={size}
      variant="default"
      onClick={() => signIn.mutate({ type: channel.type, channelId: channel.id }, { onError: notifyError })}
      loading={signIn.isPending || signIn.isSuccess}
      data-testid="channel-sign-in-again"
    >
      {t('channels.signInAgain')}
    </Button>
  )
}
