import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Section } from '../../../components/section.tsx'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { useSnippet } from '../../inbox/components/use-snippet.ts'
import { contactConversationsQuery } from '../api/contacts.ts'
import classes from './contact.module.css'

export function ContactConversations({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const snippet = useSnippet()
  const { data, error } = useQuery(contactConversationsQuery(contactId))
  return (
    <Section title={t('contacts.conversations')}>
      <FormError error={data ? null : error} />
      {!data && !error && <Skeleton h={44} />}
      {data?.length === 0 && (
        <Text c="dimmed" fz="sm">
          {t('contacts.noConversations')}
        </Text>
      )}
      {data?.map((conversation) => (
        <Link
          key={conversation.id}
          to="/inbox/$conversationId"
          params={{ conversationId: conversation.id }}
          className={classes.conversation}
          data-testid="contact-conversation"
        >
          <ChannelIcon type={conversation.channelType} size={17} />
          <span className={classes.snippet} dir="auto">
            {snippet(conversation.lastMessage) || t('contacts.noMessage')}
          </span>
          <span className={classes.when}>
            {t(`status.${conversation.status}`)} ·{' '}
            <time dateTime={conversation.lastActivityAt}>{format.short(conversation.lastActivityAt, now)}</time>
          </span>
        </Link>
      ))}
    </Section>
  )
}
