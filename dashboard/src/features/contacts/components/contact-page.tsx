import { Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import { Section } from '../../../components/section.tsx'
import type { Contact } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { contactQuery, useDeleteContact, useUpdateContact } from '../api/contacts.ts'
import { ContactAttributes } from './contact-attributes.tsx'
import { ContactConsents } from './contact-consents.tsx'
import { ContactConversations } from './contact-conversations.tsx'
import { ContactDetails } from './contact-details.tsx'
import { ContactMarks } from './contact-marks.tsx'
import { MergeContact } from './merge-contact.tsx'

const route = getRouteApi('/signed-in/contacts/$contactId')
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
      <ContactMarks contact={contact} />
    </Group>
  )
  return (
    <Page
      title={title}
      back={{ to: '/contacts', label: t('contacts.title') }}
      width="narrow"
      actions={mayChange && <MergeContact contact={contact} />}
    >
      {!mayChange && (
        <Text c="dimmed" mb="md">
          {t('common.readOnly')}
        </Text>
      )}
      <ContactDetails key={contact.id} contact={contact} mayChange={mayChange} />
      <ContactAttributes contact={contact} mayChange={mayChange} />
      <Identities contact={contact} />
      <ContactConversations contactId={contact.id} />
      <ContactConsents contactId={contact.id} />
      <Limits contact={contact} mayChange={mayChange} />
      {mayErase && <EraseContact contact={contact} />}
    </Page>
  )
}

function Limits({ contact, mayChange }: { contact: Contact; mayChange: boolean }) {
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
            disabled={!mayChange}
            data-testid={`contact-${name}`}
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
        {contact.identities.map(({ channelType, externalId, username, verified, marketing }) => (
          <Group key={`${channelType}-${externalId}`} gap={8} wrap="nowrap">
            <ChannelIcon type={channelType} size={17} />
            <Text fz="sm" dir="ltr" style={{ overflowWrap: 'anywhere' }}>
              {username ?? externalId}
            </Text>
            {marketing?.allowed === false && (
              <Text fz="xs" c="dimmed">
                {t('contact.noMarketing')}
              </Text>
            )}
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

function EraseContact({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const erase = useDeleteContact(contact.id)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setAsking(true)} data-testid="contact-erase">
        {t('contacts.delete')}
      </Button>
      {isAsking && (
        <ConfirmDelete
          title={t('contacts.delete')}
          text={t('contacts.deleteText')}
          action={t('contacts.eraseAct')}
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
