import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import type { Contact } from '../../../lib/contract.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { contactsQuery, useMergeContact } from '../api/contacts.ts'
import { likelySearch } from '../api/preview-merge.ts'
import classes from './contact.module.css'
import { MergePreviewList } from './merge-preview.tsx'

export function MergeContact({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)} data-testid="contact-merge">
        {t('contacts.merge')}
      </Button>
      {isOpen && <MergeDialog contact={contact} onClose={() => setOpen(false)} />}
    </>
  )
}

function MergeDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const merge = useMergeContact(contact.id)
  const [other, setOther] = useState<Contact | null>(null)
  const finish = () => {
    tell(t('contacts.merged'))
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t('contacts.merge')} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      {other ? (
        <Stack gap="sm">
          <Text>{t('contacts.mergeText')}</Text>
          <MergePreviewList kept={contact} other={other} />
          <FormError error={merge.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOther(null)}>
              {t('action.back')}
            </Button>
            <Button
              color="red.8"
              loading={merge.isPending}
              onClick={() => merge.mutate(other.id, { onSuccess: finish })}
              data-testid="merge-confirm"
            >
              {t('contacts.mergeAct')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <ChooseOther contact={contact} onChoose={setOther} />
      )}
    </Modal>
  )
}

/** Begins with who most likely is the same person. */
function ChooseOther({ contact, onChoose }: { contact: Contact; onChoose: (other: Contact) => void }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState(() => likelySearch(contact))
  const [asked] = useDebouncedValue(search.trim(), 200)
  const { data, error } = useInfiniteQuery(contactsQuery(asked))
  const others = data?.pages[0]?.data.filter(({ id }) => id !== contact.id).slice(0, 20)
  return (
    <Stack gap="sm">
      <TextInput
        type="search"
        label={t('contacts.mergeWith')}
        placeholder={t('contacts.search')}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden />}
        data-autofocus
        data-testid="merge-search"
      />
      <FormError error={error} />
      {!others && !error && <Skeleton h={80} />}
      {others?.length === 0 && <Text c="dimmed">{t('contacts.nothing')}</Text>}
      {others && others.length > 0 && (
        <ul className={classes.choices}>
          {others.map((other) => (
            <li key={other.id}>
              <button type="button" className={classes.choice} onClick={() => onChoose(other)} data-testid="merge-choice">
                <PersonAvatar name={other.name} size={30} />
                <span className={classes.choiceText}>
                  <bdi>{other.name ?? t('contact.unnamed')}</bdi>
                  <bdi className={classes.quiet}>{[other.email, other.phone].filter(Boolean).join(' · ')}</bdi>
                </span>
                {other.identities.slice(0, 4).map(({ channelType, externalId }) => (
                  <ChannelIcon key={`${channelType}-${externalId}`} type={channelType} size={16} />
                ))}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  )
}
