import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../lib/contract.ts'
import { useMe } from '../../accounts/api/session.ts'
import { useTypingNow } from '../api/typing-now.ts'
import classes from './thread.module.css'

export function TypingLine({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const me = useMe()
  const signal = useTypingNow(conversation.id)
  if (!signal || (signal.author === 'user' && signal.name === me.user.name)) return null
  const name = signal.name ?? conversation.contact.name ?? t('contact.unnamed')
  return (
    <div className={classes.typing} role="status">
      <span className={classes.dots} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      {signal.author === 'agent' ? t('thread.aiTyping') : t('thread.typing', { name })}
    </div>
  )
}
