import { CloseButton } from '@mantine/core'
import { IconCornerUpLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import classes from './thread.module.css'
import { useSnippet } from './use-snippet.ts'

/** Which message is answered, above what is being written. */
export function ReplyBar({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const { t } = useTranslation()
  const snippet = useSnippet()
  return (
    <div className={classes.replyBar} data-testid="composer-reply-to">
      <IconCornerUpLeft size={15} className="mirrored" aria-hidden />
      <span className={classes.replyWords}>
        {t('message.replyTo')}: <bdi>{snippet(message)}</bdi>
      </span>
      <CloseButton size="sm" onClick={onCancel} aria-label={t('composer.cancelReply')} />
    </div>
  )
}
