import { Button, Group, SimpleGrid, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import { Section } from '../../../components/section.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Contact } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMay } from '../../accounts/api/session.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { contactConversationsQuery, contactQuery, useDeleteContact, useUpdateContact } from '../api/contacts.ts'
import classes from './contact.module.css'
import { MergeContact } from './merge-contact.tsx'

const route = getRouteApi('/signed-in/contacts/$contactId')
const fields = ['name', 'email', 'phone', 'language'] as const
const limits = ['blocked', 'restricted', 'optedOut'] as const

export function ContactPage() {
  const { t } = useTranslation()
  const { contactId } = route.useParams()
  const mayChange = useMay('agent')
  const mayErase = useMay('admin')
  const { data: contact, error, refetch } = useQuery(contactQuery(contactId))
  if (error && !contact) return <PageError error={error} reset={() => void refetch()} />
  if (!contact) return <Skeleton h={240} m="xl" w="auto" />
  const title = (
    <Group gap={12} component="span">
      <PersonAvatar name={contact.name} size={40} />
      <bdi>{contact.name ?? t('contact.unnamed')}</bdi>
    </Group>
  )
  return (
    <Page
      title={title}
      back={{ to: '/contacts', label: t('contacts.title') }}
      width="narrow"
      actions={mayChange && <MergeContact contact={contact} />}
    >
      <fieldset disabled={!mayChange} className={classes.plain}>
        <Details key={contact.updatedAt} contact={contact} />
        <Limits contact={contact} />
      </fieldset>
      <Identities contact={contact} />
      <Conversations contactId={contact.id} />
      {mayErase && <EraseContact contact={contact} />}
    </Page>
  )
}

function Details({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const update = useUpdateContact(contact.id)
  const [values, setValues] = useState(
    () => Object.fromEntries(fields.map((name) => [name, contact[name] ?? ''])) as Record<(typeof fields)[number], string>,
  )
  const errors = update.error instanceof ApiError ? update.error.fieldErrors() : {}
  const changes = Object.fromEntries(
    fields.filter((name) => values[name].trim() !== (contact[name] ?? '')).map((name) => [name, values[name].trim() || null]),
  )
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    update.mutate(changes, { onSuccess: () => tell(t('action.saved')) })
  }
  const attributes = Object.entries(contact.attributes)
  return (
    <Section title={t('panel.details')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={update.error} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            {fields.map((name) => (
              <TextInput
                key={name}
                label={t(`contact.${name}`)}
                value={values[name]}
                onChange={({ currentTarget: { value } }) => setValues((kept) => ({ ...kept, [name]: value }))}
                error={errors[name]}
                dir={name === 'name' ? 'auto' : 'ltr'}
                data-testid={`contact-${name}`}
              />
            ))}
          </SimpleGrid>
          {attributes.length > 0 && (
            <dl className={classes.facts}>
              {attributes.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <bdi>{String(value)}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <Group justify="flex-end">
            <Button type="submit" disabled={Object.keys(changes).length === 0} loading={update.isPending} data-testid="contact-save">
              {t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function Limits({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const update = useUpdateContact(contact.id)
  return (
    <Section title={t('contacts.rights')}>
      <Stack gap="sm">
        {limits.map((name) => (
          <Switch
            key={name}
            label={t(`contact.${name}`)}
            description={t(`contacts.${name}Hint`)}
            checked={contact[name]}
            onChange={({ currentTarget }) => update.mutate({ [name]: currentTarget.checked }, { onError: notifyError })}
          />
        ))}
      </Stack>
    </Section>
  )
}

function Identities({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  if (contact.identities.length === 0) return null
  return (
    <Section title={t('panel.identities')}>
      <Stack gap={8}>
        {contact.identities.map(({ channelType, externalId, username, verified }) => (
          <Group key={`${channelType}-${externalId}`} gap={8} wrap="nowrap">
            <ChannelIcon type={channelType} size={17} />
            <Text fz="sm" dir="ltr" style={{ overflowWrap: 'anywhere' }}>
              {username ?? externalId}
            </Text>
            {!verified && (
              <Text fz="xs" c="dimmed">
                {t('panel.unverified')}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  )
}

function Conversations({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const { data } = useQuery(contactConversationsQuery(contactId))
  return (
    <Section title={t('contacts.conversations')}>
      {data?.length === 0 && <Text c="dimmed">{t('contacts.noConversations')}</Text>}
      {data?.map((conversation) => (
        <Link
          key={conversation.id}
          to="/inbox/$conversationId"
          params={{ conversationId: conversation.id }}
          className={classes.conversation}
        >
          <ChannelIcon type={conversation.channelType} size={17} />
          <span className={classes.snippet} dir="auto">
            {conversation.lastMessage?.text ?? '…'}
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

function EraseContact({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const erase = useDeleteContact(contact.id)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setAsking(true)}>
        {t('contacts.delete')}
      </Button>
      {isAsking && (
        <ConfirmDelete
          title={t('contacts.delete')}
          text={t('contacts.deleteText')}
          typed={contact.name ?? t('contact.unnamed')}
          isBusy={erase.isPending}
          error={erase.error}
          onConfirm={() => erase.mutate(undefined, { onSuccess: () => void navigate({ to: '/contacts' }) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
