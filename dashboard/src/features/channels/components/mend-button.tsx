import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../../components/link-button.tsx'
import type { Channel, ChannelHealth } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useReconnectChannel } from '../api/channels.ts'
import { SignInAgain, useHasSignIn } from './sign-in-again.tsx'

interface MendButtonProps {
  channel: Channel
  mend: NonNullable<ChannelHealth['checks'][number]['mend']>
}

/** What a failing check asks for, beside it. */
export function MendButton({ channel, mend }: MendButtonProps) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const reconnect = useReconnectChannel(channel.id)
  const hasSignIn = useHasSignIn(channel)
  if (mend === 'access' && hasSignIn) return <SignInAgain channel={channel} size="xs" />
  if (mend === 'reconnect') {
    return (
      <Button
        size="xs"
        variant="default"
        onClick={() => reconnect.mutate(undefined, { onError: notifyError })}
        loading={reconnect.isPending}
        data-testid="channel-mend"
      >
        {t('channels.reconnect')}
      </Button>
    )
  }
  return (
    <LinkButton
      size="xs"
      variant="default"
      to="/channels/$channelId"
      params={{ channelId: channel.id }}
      search={{ tab: 'settings' }}
      data-testid="channel-mend"
    >
      {t('channels.changeDetails')}
    </LinkButton>
  )
}
