import { Badge, Drawer, Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../../components/link-button.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import type { Contact, Conversation } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { contactConversationsQuery, contactQuery } from '../../contacts/api/contacts.ts'
import { useConversation } from '../api/conversations.ts'
import classes from './panel.module.css'
import { SendTranscript } from './send-transcript.tsx'
import { useSnippet } from './use-snippet.ts'

export function ContactPanel({ conversationId, isDrawer, onClose }: { conversationId: string; isDrawer: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { data: conversation } = useConversation(conversationId)
  if (!conversation) return null
  if (!isDrawer) {
    return (
      <aside className={classes.panel} aria-label={t('panel.title')}>
        <PanelContent conversation={conversation} />
      </aside>
    )
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={340}
      title={t('panel.title')}
      padding={0}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      styles={{ header: { padding: '8px 16px' } }}
    >
      <PanelContent conversation={conversation} />
    </Drawer>
  )
}

function PanelContent({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const { data: contact } = useQuery(contactQuery(conversation.contactId))
  return (
    <>
      <div className={classes.top}>
        <PersonAvatar name={conversation.contact.name} size={58} />
        <Text fw={620} fz="lg" component="h2" m={0}>
          <bdi>{conversation.contact.name ?? t('contact.unnamed')}</bdi>
        </Text>
        {contact && <Marks contact={contact} />}
        <LinkButton to="/contacts/$contactId" params={{ contactId: conversation.contactId }} variant="default" size="xs" mt={4}>
          {t('panel.openProfile')}
        </LinkButton>
      </div>
      {contact ? <Details contact={contact} /> : <Skeleton h={90} mx={18} mb={16} w="auto" />}
      <ConversationFacts conversation={conversation} />
      <PreviousConversations conversation={conversation} />
    </>
  )
}

function Marks({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  return (
    <Group gap={4} justify="center">
      {contact.blocked && <Badge color="red">{t('contact.blocked')}</Badge>}
      {contact.restricted && <Badge color="yellow">{t('contact.restricted')}</Badge>}
      {contact.optedOut && <Badge color="gray">{t('contact.optedOut')}</Badge>}
    </Group>
  )
}

function Details({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const facts = (['email', 'phone', 'language'] as const).filter((name) => contact[name])
  const attributes = Object.entries(contact.attributes)
  return (
    <>
      <details className={classes.section} open>
        <summary>{t('panel.identities')}</summary>
        <div className={classes.body}>
          {contact.identities.map(({ channelType, externalId, username, verified, marketing }) => (
            <div key={`${channelType}-${externalId}`} className={classes.identity}>
              <ChannelIcon type={channelType} size={16} />
              <bdi className={classes.oneLine} dir="ltr">
                {username ?? externalId}
              </bdi>
              {marketing?.allowed === false && <Badge color="gray">{t('contact.noMarketing')}</Badge>}
              {!verified && (
                <Text component="span" fz={11} c="dimmed" ms="auto" style={{ flex: 'none' }}>
                  {t('panel.unverified')}
                </Text>
              )}
            </div>
          ))}
        </div>
      </details>
      {facts.length > 0 && (
        <details className={classes.section} open>
          <summary>{t('panel.details')}</summary>
          <dl className={`${classes.facts} ${classes.body}`}>
            {facts.map((name) => (
              <Fact key={name} name={t(`contact.${name}`)} value={contact[name] ?? ''} />
            ))}
          </dl>
        </details>
      )}
      {attributes.length > 0 && (
        <details className={classes.section} open>
          <summary>{t('panel.attributes')}</summary>
          <dl className={`${classes.facts} ${classes.body}`}>
            {attributes.map(([name, value]) => (
              <Fact key={name} name={name} value={String(value)} />
            ))}
          </dl>
        </details>
      )}
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  )
}

function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <details className={classes.section} open>
      <summary>{t('panel.conversation')}</summary>
      <div className={classes.body}>
        <dl className={classes.facts}>
          <Fact name={t('inbox.filterStatus')} value={t(`status.${conversation.status}`)} />
          <Fact name={t('inbox.filterHandler')} value={t(`handler.${conversation.handler}`)} />
          <Fact name={t('panel.startedAt')} value={format.full(conversation.createdAt)} />
          {conversation.intent && <Fact name={t('panel.intent')} value={conversation.intent} />}
          {conversation.sentiment && <Fact name={t('panel.sentiment')} value={conversation.sentiment} />}
          {Object.entries(conversation.attributes).map(([name, value]) => (
            <Fact key={name} name={name} value={String(value)} />
          ))}
        </dl>
        {conversation.summary && (
          <Text fz={13} mt={8} dir="auto">
            {conversation.summary}
          </Text>
        )}
        {conversation.labels.length > 0 && (
          <Group gap={4} mt={8}>
            {conversation.labels.map((label) => (
              <Badge key={label} color="gray">
                {label}
              </Badge>
            ))}
          </Group>
        )}
        <SendTranscript conversation={conversation} />
      </div>
    </details>
  )
}

function PreviousConversations({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const snippet = useSnippet()
  const { data } = useQuery(contactConversationsQuery(conversation.contactId))
  const others = data?.filter(({ id }) => id !== conversation.id)
  return (
    <details className={classes.section} open>
      <summary>{t('panel.previous')}</summary>
      <div className={classes.body}>
        {others?.length === 0 && (
          <Text fz={13} c="dimmed">
            {t('panel.noPrevious')}
          </Text>
        )}
        {others?.map((other) => (
          <Link key={other.id} to="/inbox/$conversationId" params={{ conversationId: other.id }} className={classes.previous}>
            <Group gap={6} wrap="nowrap">
              <ChannelIcon type={other.channelType} size={14} />
              <Text fz={12} c="dimmed" component="span">
                {format.short(other.lastActivityAt, now)} · {t(`status.${other.status}`)}
              </Text>
            </Group>
            <span className={classes.oneLine} dir="auto">
              {snippet(other.lastMessage)}
            </span>
          </Link>
        ))}
      </div>
    </details>
  )
}
