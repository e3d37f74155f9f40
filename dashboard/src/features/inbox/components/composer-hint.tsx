import { useTranslation } from 'react-i18next'
import type { ChannelStatus, Conversation } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import type { ReplyWindow } from '../api/reply-window.ts'
import classes from './thread.module.css'

interface HintProps {
  conversation: Conversation
  isNote: boolean
  channelStatus: ChannelStatus | undefined
  window: ReplyWindow | null
  length: number
  max: number
  /** As how many messages it would go out; 0 while nobody knows. */
  parts: number
  now: number
}

/** The one thing to know before sending, the most pressing first. */
export function ComposerHint({ conversation, isNote, channelStatus, window, length, max, parts, now }: HintProps) {
  const { t } = useTranslation()
  const format = useFormat()
  if (isNote && length <= max) return <span className={classes.hint}>{t('message.onlyTeam')}</span>
  if (parts > 1) {
    return (
      <span className={classes.hint} role="status" data-testid="composer-parts">
        {t('compose.severalMessages', { count: parts })}
      </span>
    )
  }
  if (length > max * 0.9) {
    return (
      <span className={`${classes.hint} ${length > max ? classes.hintWarn : ''}`}>
        {t('composer.tooLong', { count: length, max: format.number(max) })}
      </span>
    )
  }
  if (channelStatus && channelStatus !== 'connected')
    return <span className={`${classes.hint} ${classes.hintWarn}`}>{t('composer.disconnected')}</span>
  if (window !== null && window.closesAt <= now) return null
  const leftMs = window === null ? null : window.freeUntil - now
  if (window !== null && leftMs !== null && leftMs <= 0) {
    return (
      <span className={`${classes.hint} ${classes.hintWarn}`}>
        {t('composer.onlyPeople', { time: format.duration(window.closesAt - now) })}
      </span>
    )
  }
  if (conversation.handler === 'agent') return <span className={classes.hint}>{t('composer.takesOver')}</span>
  if (leftMs !== null) {
    return (
      <span className={`${classes.hint} ${leftMs < 2 * 60 * 60_000 ? classes.hintWarn : ''}`}>
        {t('composer.windowEnds', { time: format.duration(leftMs) })}
      </span>
    )
  }
  return null
}
