import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { IconBook2, IconPlugConnected, IconSearch, IconSparkles, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../../lib/api.ts'
import type { Contact, Conversation, Page } from '../../../lib/contract.ts'
import { useNavigationItems } from './navigation-items.ts'

/** Finds pages at once, people and conversations from the second letter on. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const [asked] = useDebouncedValue(query.trim(), 150)
  const isAsked = asked.length > 1
  const conversations = useQuery({
    queryKey: ['palette', 'conversations', asked],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Conversation>>('/conversations', { q: asked, limit: 6, status: 'all' }, signal)).data,
    enabled: isAsked,
  })
  const contacts = useQuery({
    queryKey: ['palette', 'contacts', asked],
    queryFn: async ({ signal }) => (await api.get<Page<Contact>>('/contacts', { q: asked, limit: 6 }, signal)).data,
    enabled: isAsked,
  })
  useEffect(() => spotlight.open(), [])
  const wanted = query.trim().toLocaleLowerCase()
  const pages = useNavigationItems().filter(({ page }) => t(`nav.${page}`).toLocaleLowerCase().includes(wanted))
  const foundConversations = (isAsked && conversations.data) || []
  const foundContacts = (isAsked && contacts.data) || []
  const isNothing = pages.length + foundConversations.length + foundContacts.length === 0 && !conversations.isFetching
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      centered={false}
      yOffset="12dvh"
      attributes={{ content: { 'aria-label': t('nav.search') } }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      maxHeight="min(60dvh, 480px)"
      scrollable
      radius="lg"
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {isNothing && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
        {foundConversations.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.conversations')}>
            {foundConversations.map((conversation) => (
              <Spotlight.Action
                key={conversation.id}
                label={conversation.contact.name ?? t('common.unknown')}
                description={conversation.lastMessage?.text?.slice(0, 90) ?? ''}
                onClick={() => void navigate({ to: '/inbox/$conversationId', params: { conversationId: conversation.id } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {foundContacts.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.contacts')}>
            {foundContacts.map((contact) => (
              <Spotlight.Action
                key={contact.id}
                label={contact.name ?? t('common.unknown')}
                description={contact.email ?? contact.phone ?? ''}
                leftSection={<IconUser size={18} aria-hidden />}
                onClick={() => void navigate({ to: '/contacts/$contactId', params: { contactId: contact.id } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.pages')}>
            {pages.map(({ page, to, icon: Icon }) => (
              <Spotlight.Action
                key={page}
                label={t(`nav.${page}`)}
                leftSection={<Icon size={18} aria-hidden />}
                onClick={() => void navigate({ to })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {wanted === '' && (
          <Spotlight.ActionsGroup label={t('palette.actions')}>
            <Spotlight.Action
              label={t('step.agent.title')}
              leftSection={<IconSparkles size={18} aria-hidden />}
              onClick={() => void navigate({ to: '/agents/new' })}
            />
            <Spotlight.Action
              label={t('step.channel.title')}
              leftSection={<IconPlugConnected size={18} aria-hidden />}
              onClick={() => void navigate({ to: '/channels/new' })}
            />
            <Spotlight.Action
              label={t('step.knowledge.title')}
              leftSection={<IconBook2 size={18} aria-hidden />}
              onClick={() => void navigate({ to: '/knowledge' })}
            />
          </Spotlight.ActionsGroup>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
