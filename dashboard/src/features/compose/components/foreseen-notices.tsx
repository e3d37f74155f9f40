import { IconAlertTriangle, IconArrowsExchange, IconBan, IconMessages } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MessagePreview } from '../../../lib/contract.ts'
import classes from './compose.module.css'

/** How a message arrives that the channel cannot carry as it is, or why it cannot go out at all. */
export function ForeseenNotices({ preview: { parts, notices, refusal } }: { preview: MessagePreview }) {
  const { t } = useTranslation()
  return (
    <ul className={classes.notices} data-testid="compose-notices">
      {refusal && (
        <li className={classes.notice} data-refused data-notice="refused">
          <IconBan size={16} aria-hidden />
          <span>
            {t(`sendError.${refusal.code}`)} <bdi>{refusal.title}</bdi>
          </span>
        </li>
      )}
      {notices.map((notice) => (
        <li key={notice} className={classes.notice} data-notice={notice}>
          {notice === 'titles-shortened' ? <IconAlertTriangle size={16} aria-hidden /> : <IconArrowsExchange size={16} aria-hidden />}
          {t(`compose.notice.${notice}`)}
        </li>
      ))}
      {parts.length > 1 && (
        <li className={classes.notice} data-plain data-notice="several-messages">
          <IconMessages size={16} aria-hidden />
          {t('compose.severalMessages', { count: parts.length })}
        </li>
      )}
    </ul>
  )
}
