import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useChannels } from '../api/channels.ts'
import classes from './channel-trouble.module.css'

/** A strip above the inbox while a channel does not work: whoever waits for messages has to know that none come. */
export function ChannelTrouble() {
  const { t } = useTranslation()
  const broken = useChannels()?.filter(({ status }) => status === 'error') ?? []
  if (broken.length === 0) return null
  return (
    <ul className={classes.strip} aria-label={t('channels.trouble')} data-testid="channel-trouble">
      {broken.map(({ id, name, statusReason }) => (
        <li key={id}>
          <Link to="/channels/$channelId" params={{ channelId: id }} className={classes.line}>
            <IconAlertTriangle size={16} aria-hidden />
            <span>
              <strong>
                <bdi>{name}</bdi> · {t('channels.status.error')}
              </strong>
              {statusReason && <span dir="auto">{statusReason}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
