import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import { useUndoToast } from '../../../components/undo-toast.tsx'
import type { Contact } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { attributeLimits, isEditable, readAttribute, showAttribute } from '../api/attribute-value.ts'
import { useUpdateContact } from '../api/contacts.ts'
import classes from './contact.module.css'

/** What the business knows of a person, each kept as soon as its field is left. */
export function ContactAttributes({ contact, mayChange }: { contact: Contact; mayChange: boolean }) {
  const { t } = useTranslation()
  const attributes = Object.entries(contact.attributes)
  if (attributes.length === 0 && !mayChange) return null
  return (
    <Section title={t('panel.attributes')} text={t('contacts.attributesText')}>
      <Stack gap="xs">
        {attributes.map(([name, value]) => (
          <AttributeRow key={name} contact={contact} name={name} value={value} mayChange={mayChange} />
        ))}
        {mayChange && <NewAttribute contact={contact} />}
      </Stack>
    </Section>
  )
}

interface AttributeRowProps {
  contact: Contact
  name: string
  value: unknown
  mayChange: boolean
}

function AttributeRow({ contact, name, value, mayChange }: AttributeRowProps) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const offerUndo = useUndoToast()
  const update = useUpdateContact(contact.id)
  const [draft, setDraft] = useState<string | null>(null)
  const change = (next: string | number | boolean | null) => update.mutate({ attributes: { [name]: next } }, { onError: notifyError })
  const keep = () => {
    if (draft?.trim() && draft.trim() !== showAttribute(value)) change(readAttribute(draft, value))
    setDraft(null)
  }
  const remove = () => {
    change(null)
    if (isEditable(value)) offerUndo(t('contacts.attributeRemoved', { name }), () => change(value))
  }
  return (
    <div className={classes.attribute} data-testid="contact-attribute">
      <Text fz="sm" c="dimmed" component="span" style={{ overflowWrap: 'anywhere' }}>
        <bdi>{name}</bdi>
      </Text>
      {isEditable(value) && mayChange ? (
        <TextInput
          aria-label={name}
          value={draft ?? showAttribute(value)}
          onChange={({ currentTarget }) => setDraft(currentTarget.value)}
          onBlur={keep}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur()
            if (event.key === 'Escape') setDraft(null)
          }}
          maxLength={attributeLimits.text}
          dir="auto"
        />
      ) : (
        <Text fz="sm" dir="auto" style={{ overflowWrap: 'anywhere' }}>
          {showAttribute(value)}
        </Text>
      )}
      {mayChange && (
        <ActionIcon variant="subtle" color="gray" onClick={remove} aria-label={`${t('action.delete')}: ${name}`}>
          <IconX size={16} />
        </ActionIcon>
      )}
    </div>
  )
}

function NewAttribute({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const update = useUpdateContact(contact.id)
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const isTaken = Object.hasOwn(contact.attributes, name.trim())
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const added = { [name.trim()]: value.trim() }
    update.mutate(
      { attributes: added },
      {
        onSuccess: () => {
          setName('')
          setValue('')
        },
        onError: notifyError,
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-start">
        <TextInput
          placeholder={t('contacts.attributeName')}
          aria-label={t('contacts.attributeName')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={isTaken ? t('contacts.attributeTaken') : null}
          maxLength={attributeLimits.name}
          flex="1 1 130px"
          dir="auto"
          data-testid="attribute-name"
        />
        <TextInput
          placeholder={t('contacts.attributeValue')}
          aria-label={t('contacts.attributeValue')}
          value={value}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
          maxLength={attributeLimits.text}
          flex="2 1 170px"
          dir="auto"
          data-testid="attribute-value"
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={!name.trim() || !value.trim() || isTaken}
          loading={update.isPending}
          data-testid="attribute-add"
        >
          {t('action.add')}
        </Button>
      </Group>
    </form>
  )
}
