import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import classes from './thread.module.css'

/** Where the customer came from before they wrote this: an advertisement, a post, a product, a story. */
export function MessageOrigin({ message }: { message: Message }) {
  const { t } = useTranslation()
  if (!message.referral) return null
  const { story, source, url, body, imageUrl, videoUrl, headline } = message.referral
  if (story) return <div className={classes.referral}>{t(`message.story.${story}`)}</div>
  const links = [
    { address: url, label: t('message.origin.page') },
    { address: imageUrl, label: t('message.origin.image') },
    { address: videoUrl, label: t('message.origin.video') },
  ]
  return (
    <div className={classes.referral} data-testid="message-origin">
      {t('message.referral', { headline: headline ?? t(`message.referralKind.${source}`) })}
      {body && <p dir="auto">{body}</p>}
      {links.map(
        ({ address, label }) =>
          address && (
            <a key={label} href={address} target="_blank" rel="noopener noreferrer nofollow">
              {label}
            </a>
          ),
      )}
    </div>
  )
}
