import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TroubledChannel } from '../../../lib/contract.ts'
import classes from './operations.module.css'

/** Channels that do not send as they should: which, and why. */
export function TroubledChannels({ channels }: { channels: TroubledChannel[] }) {
  const { t } = useTranslation()
  return (
    <section className={classes.panel}>
      <h2>{t('operations.channels')}</h2>
      {channels.length === 0 ? (
        <p className={classes.panelText}>{t('operations.channelsWell')}</p>
      ) : (
        <ul className={classes.troubles}>
          {channels.map((channel, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: channels of other workspaces come without their ids
            <li key={index}>
              <span className={classes.troubleMark} data-trouble={channel.trouble}>
                {t(`operations.trouble.${channel.trouble}`)}
              </span>
              <span className={classes.troubleText}>
                {channel.id ? (
                  <Link to="/channels/$channelId" params={{ channelId: channel.id }}>
                    <bdi>{channel.name}</bdi>
                  </Link>
                ) : (
                  <bdi>{channel.workspace?.name}</bdi>
                )}{' '}
                <span className={classes.quiet}>({channel.type})</span>
                {channel.reason && <span className={classes.reason}>{channel.reason}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
