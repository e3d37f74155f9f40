import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Section } from '../../../components/section.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Contact } from '../../../lib/contract.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { useUpdateContact } from '../api/contacts.ts'

const fields = ['name', 'email', 'phone', 'language'] as const
type Draft = Partial<Record<(typeof fields)[number], string>>

/** Only what somebody has typed is kept here: what changes meanwhile elsewhere still shows, and typing survives it. */
export function ContactDetails({ contact, mayChange }: { contact: Contact; mayChange: boolean }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const update = useUpdateContact(contact.id)
  const [draft, setDraft] = useState<Draft>({})
  const errors = update.error instanceof ApiError ? update.error.fieldErrors() : {}
  const changed = fields.filter((name) => draft[name] !== undefined && draft[name].trim() !== (contact[name] ?? ''))
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const patch = Object.fromEntries(changed.map((name) => [name, draft[name]?.trim() || null]))
    update.mutate(patch, {
      onSuccess: () => {
        setDraft({})
        tell(t('action.saved'))
      },
    })
  }
  return (
    <Section title={t('panel.details')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <FormError error={update.error} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            {fields.map((name) => (
              <TextInput
                key={name}
                label={t(`contact.${name}`)}
                value={draft[name] ?? contact[name] ?? ''}
                onChange={({ currentTarget: { value } }) => setDraft((kept) => ({ ...kept, [name]: value }))}
                error={errors[name]}
                readOnly={!mayChange}
                dir={name === 'name' ? 'auto' : 'ltr'}
                data-testid={`contact-${name}`}
              />
            ))}
          </SimpleGrid>
          {mayChange && (
            <Group justify="flex-end">
              {changed.length > 0 && (
                <Button variant="default" onClick={() => setDraft({})}>
                  {t('action.discard')}
                </Button>
              )}
              <Button type="submit" disabled={changed.length === 0} loading={update.isPending} data-testid="contact-save">
                {t('action.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  )
}
