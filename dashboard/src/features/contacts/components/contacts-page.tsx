import { Button, CloseButton, Group, Modal, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconAddressBook, IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { LinkText } from '../../../components/link-button.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Contact } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMay } from '../../accounts/api/session.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { contactsQuery, useCreateContact } from '../api/contacts.ts'
import { ContactMarks } from './contact-marks.tsx'

const route = getRouteApi('/signed-in/contacts')

export function ContactsPage() {
  const { t } = useTranslation()
  const { q = '' } = route.useSearch()
  const mayChange = useMay('agent')
  const [isNew, setNew] = useState(false)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(contactsQuery(q))
  const contacts = data?.pages.flatMap((page) => page.data)
  const add = mayChange && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)} data-testid="contact-new">
      {t('contacts.new')}
    </Button>
  )
  return (
    <Page title={t('contacts.title')} text={t('contacts.text')} actions={add}>
      <SearchField q={q} />
      {error && !data ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!contacts && !error && <Skeleton h={200} />}
      {contacts?.length === 0 &&
        (q ? (
          <Text c="dimmed">{t('contacts.nothing')}</Text>
        ) : (
          <EmptyPage icon={IconAddressBook} title={t('contacts.emptyTitle')} text={t('contacts.emptyText')} />
        ))}
      {contacts && contacts.length > 0 && <ContactTable contacts={contacts} />}
      {hasNextPage && (
        <Button variant="default" mt="md" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
      {isNew && <NewContact onClose={() => setNew(false)} />}
    </Page>
  )
}

function SearchField({ q }: { q: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState(q)
  const ask = useDebouncedCallback(
    (value: string) => void navigate({ to: '/contacts', search: value.trim() ? { q: value.trim() } : {}, replace: true }),
    200,
  )
  const change = (value: string) => {
    setText(value)
    ask(value)
  }
  return (
    <TextInput
      type="search"
      value={text}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      placeholder={t('contacts.search')}
      aria-label={t('contacts.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label={t('action.clear')} onClick={() => change('')} /> : null}
      maw={420}
      mb="md"
      data-testid="contacts-search"
    />
  )
}

function ContactTable({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  return (
    <Table.ScrollContainer minWidth={0}>
      <Table verticalSpacing={8} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('contact.name')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('contact.email')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('contact.phone')}</Table.Th>
            <Table.Th>{t('contacts.channels')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('contacts.since')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {contacts.map((contact) => (
            <Table.Tr key={contact.id} data-testid="contact-row" data-id={contact.id}>
              <Table.Td>
                <Group gap={10} wrap="nowrap">
                  <PersonAvatar name={contact.name} size={30} />
                  <div style={{ minWidth: 0 }}>
                    <Group gap={8}>
                      <LinkText to="/contacts/$contactId" params={{ contactId: contact.id }} c="inherit" fw={550}>
                        <bdi>{contact.name ?? t('contact.unnamed')}</bdi>
                      </LinkText>
                      <ContactMarks contact={contact} />
                    </Group>
                    <Text hiddenFrom="sm" fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                      <bdi dir="ltr">{contact.email ?? contact.phone}</bdi>
                    </Text>
                  </div>
                </Group>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <bdi dir="ltr">{contact.email}</bdi>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <bdi dir="ltr">{contact.phone}</bdi>
              </Table.Td>
              <Table.Td>
                <Group gap={6}>
                  {[...new Set(contact.identities.map(({ channelType }) => channelType))].map((type) => (
                    <ChannelIcon key={type} type={type} size={17} />
                  ))}
                </Group>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <time dateTime={contact.createdAt}>{format.short(contact.createdAt, now)}</time>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function NewContact({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const create = useCreateContact()
  const [values, setValues] = useState({ name: '', email: '', phone: '' })
  const errors = create.error instanceof ApiError ? create.error.fieldErrors() : {}
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()))
    create.mutate(given, { onSuccess: ({ id }) => void navigate({ to: '/contacts/$contactId', params: { contactId: id } }) })
  }
  return (
    <Modal opened onClose={onClose} title={t('contacts.new')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={create.error} />
          {(['name', 'email', 'phone'] as const).map((name) => (
            <TextInput
              key={name}
              label={t(`contact.${name}`)}
              value={values[name]}
              onChange={({ currentTarget: { value } }) => setValues((kept) => ({ ...kept, [name]: value }))}
              error={errors[name]}
              required={name === 'name'}
              dir={name === 'name' ? 'auto' : 'ltr'}
              data-autofocus={name === 'name' || undefined}
            />
          ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('action.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
