import { Alert, Autocomplete, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewMessage, Template } from '../../../lib/contract.ts'
import { contactQuery } from '../../contacts/api/contacts.ts'
import { type ContactValue, contactValues, prefill } from '../api/contact-values.ts'
import { bodyVariables, isComplete, needsOf, templateMessage } from '../api/template-message.ts'
import { TemplatePreview } from './template-preview.tsx'
import classes from './templates.module.css'

interface FillTemplateProps {
  template: Template
  contactId: string
  onSend: (message: NewMessage) => void
}

/** The variables of a template as fields, filled in from the contact as far as they tell what they are. */
export function FillTemplate({ template, contactId, onSend }: FillTemplateProps) {
  const { data: contact, error } = useQuery(contactQuery(contactId))
  // Without the contact everything is filled in by hand.
  if (!contact && !error) return <Skeleton h={180} />
  return <FillForm key={template.id} template={template} known={contactValues(contact)} onSend={onSend} />
}

function FillForm({ template, known, onSend }: { template: Template; known: ContactValue[]; onSend: (message: NewMessage) => void }) {
  const { t } = useTranslation()
  const variables = bodyVariables(template)
  const [values, setValues] = useState(() => prefill(template.body?.text ?? '', variables, known))
  const [first] = needsOf(template)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    onSend(templateMessage(template, values))
  }
  const suggestions = suggest(known, (field, name) => (field === 'attribute' ? name : t(`contact.${field}`)))
  return (
    <form onSubmit={submit}>
      <div className={classes.fields}>
        <Stack gap="sm">
          {first && (
            <Alert color="yellow" p="sm">
              {t(`templates.need.${first}`)}
            </Alert>
          )}
          {variables.length === 0 && !first && (
            <Text c="dimmed" fz="sm">
              {t('templates.noVariables')}
            </Text>
          )}
          {variables.map((name, index) => (
            <Autocomplete
              key={name}
              label={t('templates.variable', { name })}
              placeholder={template.body?.examples?.[name] ?? ''}
              data={suggestions}
              value={values[name] ?? ''}
              onChange={(value) => setValues((kept) => ({ ...kept, [name]: value }))}
              filter={({ options }) => options}
              maxLength={1024}
              required
              dir="auto"
              data-autofocus={index === 0 || undefined}
              data-testid={`template-variable-${name}`}
            />
          ))}
        </Stack>
        <TemplatePreview content={template} values={values} />
      </div>
      <Group justify="flex-end" mt="md">
        <Button
          type="submit"
          disabled={first !== undefined || !isComplete(template, values)}
          leftSection={<IconSend size={15} className="mirrored" aria-hidden />}
          data-testid="template-send"
        >
          {t('templates.send')}
        </Button>
      </Group>
    </form>
  )
}

/** Offered under the name of the field; the same value is offered once. */
function suggest(known: readonly ContactValue[], labelOf: (field: ContactValue['field'], name: string) => string) {
  const seen = new Set<string>()
  return known.flatMap(({ field, name, value }) => {
    if (seen.has(value)) return []
    seen.add(value)
    return [{ group: labelOf(field, name), items: [value] }]
  })
}
