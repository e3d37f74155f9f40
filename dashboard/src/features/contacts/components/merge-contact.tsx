import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import type { Contact } from '../../../lib/contract.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { contactsQuery, useMergeContact } from '../api/contacts.ts'

export function MergeContact({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
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
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 200)
  const [otherId, setOtherId] = useState<string | null>(null)
  const { data } = useInfiniteQuery(contactsQuery(asked))
  const others = data?.pages.flatMap((page) => page.data).filter(({ id }) => id !== contact.id) ?? []
  const finish = () => {
    tell(t('contacts.merged'))
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t('contacts.merge')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Stack gap="sm">
        <Text>{t('contacts.mergeText')}</Text>
        <Select
          label={t('contacts.mergeWith')}
          data={others.map(({ id, name, email, phone }) => ({
            value: id,
            label: [name ?? t('contact.unnamed'), email ?? phone].filter(Boolean).join(' · '),
          }))}
          value={otherId}
          onChange={setOtherId}
          searchable
          searchValue={search}
          onSearchChange={setSearch}
          filter={({ options }) => options}
          nothingFoundMessage={t('contacts.nothing')}
        />
        <FormError error={merge.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            color="red.8"
            disabled={!otherId}
            loading={merge.isPending}
            onClick={() => otherId && merge.mutate(otherId, { onSuccess: finish })}
          >
            {t('contacts.merge')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
