import { IconCornerUpLeft, IconCornerUpRightDouble, IconLock, IconSparkles } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { MessageContent } from './message-content.tsx'
import { MessageMenu } from './message-menu.tsx'
import { MessageOrigin } from './message-origin.tsx'
import { StatusMark } from './status-mark.tsx'
import classes from './thread.module.css'
import { useSnippet } from './use-snippet.ts'
import { WhyAnswer } from './why-answer.tsx'

interface MessageItemProps {
  message: Message
  isJoined: boolean
  quoted: Message | undefined
  onShowMessage: (id: string) => void
  /** Null where it cannot be answered by a quote. */
  onReply: ((message: Message) => void) | null
  canReact: boolean
}

export const MessageItem = memo(function MessageItem({ message, isJoined, quoted, onShowMessage, onReply, canReact }: MessageItemProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const author = message.author.type
  const isBare = isPictureOnly(message)
  return (
    <article
      className={classes.message}
      data-testid="message"
      data-id={message.id}
      data-author={author}
      data-status={message.status}
      data-private={message.private}
      data-side={message.direction === 'inbound' ? 'start' : 'end'}
      data-joined={isJoined}
    >
      {!isJoined && message.direction === 'outbound' && <Author message={message} />}
      <div className={classes.bubble} data-author={author} data-private={message.private} data-status={message.status} data-bare={isBare}>
        <MessageOrigin message={message} />
        {message.forwarded && (
          <div className={classes.referral}>
            <IconCornerUpRightDouble size={13} aria-hidden className="mirrored" /> {t(`message.forwarded.${message.forwarded}`)}
          </div>
        )}
        {message.replyTo && (
          <button type="button" className={classes.quote} onClick={() => quoted && onShowMessage(quoted.id)} disabled={!quoted}>
            <IconCornerUpLeft size={13} aria-label={t('message.replyTo')} className="mirrored" /> <Quote message={quoted} />
          </button>
        )}
        <MessageContent message={message} />
      </div>
      {message.reactions && message.reactions.length > 0 && (
        <div className={classes.reactions}>
          {message.reactions.map(({ emoji, authorType }) => (
            <span key={`${emoji}-${authorType}`} className={classes.reaction}>
              {emoji}
            </span>
          ))}
        </div>
      )}
      <div className={classes.foot}>
        <time dateTime={message.createdAt} title={format.full(message.createdAt)}>
          {format.time(message.createdAt)}
        </time>
        {message.editedAt && <span>{t('message.edited')}</span>}
        {message.direction === 'outbound' && !message.private && <StatusMark message={message} />}
        {message.hasSources && <WhyAnswer messageId={message.id} />}
        <MessageMenu message={message} onReply={onReply} canReact={canReact} />
      </div>
    </article>
  )
})

/** A picture speaks for itself: no bubble around it. */
function isPictureOnly({ attachments, text, deletedAt, replyTo, referral, forwarded }: Message): boolean {
  const isShown =
    attachments.length > 0 && attachments.every(({ kind, status }) => status === 'ready' && /^(image|sticker|video)$/.test(kind))
  return isShown && !text && !deletedAt && !replyTo && !referral && !forwarded
}

function Author({ message }: { message: Message }) {
  const { t } = useTranslation()
  const { type, name } = message.author
  return (
    <div className={classes.author} data-author={type} data-private={message.private}>
      {type === 'agent' && <IconSparkles size={13} aria-hidden />}
      {message.private && <IconLock size={13} aria-hidden />}
      <bdi>{name ?? (type === 'agent' ? t('author.agent') : t('event.system'))}</bdi>
      {type === 'agent' && name && <span>· {t('author.agent')}</span>}
      {message.private && <span>· {t('message.onlyTeam')}</span>}
    </div>
  )
}

function Quote({ message }: { message: Message | undefined }) {
  const { t } = useTranslation()
  const snippet = useSnippet()
  return <bdi>{message ? snippet(message) : t('message.earlier')}</bdi>
}
