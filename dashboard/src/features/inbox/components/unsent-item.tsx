import { IconAlertCircle, IconClock, IconFile, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { NewMessage } from '../../../lib/contract.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { useSendMessage } from '../api/send-message.ts'
import { changeUnsent, type Unsent } from '../api/unsent.ts'
import { FrameLine, InteractivePart } from './interactive-part.tsx'
import { ContactCards, PlaceCard } from './message-content.tsx'
import classes from './thread.module.css'

export function UnsentItem({ conversationId, unsent }: { conversationId: string; unsent: Unsent }) {
  const { t } = useTranslation()
  const explain = useErrorText()
  const send = useSendMessage(conversationId)
  const isPrivate = Boolean(unsent.body.private)
  return (
    <article
      className={classes.message}
      data-side="end"
      data-testid="message"
      data-author="user"
      data-status={unsent.error ? 'failed' : 'queued'}
      data-private={isPrivate}
    >
      <div
        className={classes.bubble}
        data-author="user"
        data-private={isPrivate}
        data-unsent={!unsent.error}
        data-status={unsent.error ? 'failed' : 'queued'}
      >
        {unsent.fileNames.map((name) => (
          <div key={name} className={classes.file}>
            <IconFile size={20} aria-hidden />
            <bdi className={classes.fileName}>{name}</bdi>
          </div>
        ))}
        <UnsentContent body={unsent.body} />
        {unsent.body.template && (
          <span className={classes.muted}>
            {t('message.template')}: <bdi>{unsent.body.template.name}</bdi>
          </span>
        )}
      </div>
      <div className={classes.foot}>
        {unsent.error ? (
          <>
            <span className={classes.failed} style={{ display: 'inline-flex', gap: 4 }}>
              <IconAlertCircle size={15} aria-hidden />
              {t('message.notSent')}: {explain(unsent.error)}
            </span>
            <button type="button" className={classes.footButton} onClick={() => send.mutate(unsent)}>
              <IconRefresh size={13} aria-hidden />
              {t('message.retry')}
            </button>
            <button
              type="button"
              className={classes.footButton}
              onClick={() => changeUnsent(conversationId, (list) => list.filter(({ key }) => key !== unsent.key))}
            >
              {t('message.remove')}
            </button>
          </>
        ) : (
          <IconClock size={15} aria-label={t('message.status.sending')} />
        )}
      </div>
    </article>
  )
}

/** As the thread will show it once it has been taken. */
function UnsentContent({ body: { interactive, location, contactCards, ...body } }: { body: NewMessage }) {
  const text = body.text ?? null
  return (
    <>
      <PlaceCard message={{ location }} />
      <ContactCards message={{ contactCards }} />
      <FrameLine message={{ interactive }} place="header" />
      {text && (
        <div className={classes.text} dir="auto">
          {text}
        </div>
      )}
      <FrameLine message={{ interactive }} place="footer" />
      <InteractivePart message={{ text, interactive }} />
    </>
  )
}
