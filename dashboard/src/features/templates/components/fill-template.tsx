import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewMessage, Template } from '../../../lib/contract.ts'
import { contactQuery } from '../../contacts/api/contacts.ts'
import { type ContactValue, contactValues, prefill } from '../api/contact-values.ts'
import {
  bodyVariables,
  emptyValues,
  headerFileKind,
  headerVariables,
  isCode,
  isComplete,
  isSendable,
  type TemplateValues,
  takesValue,
  templateMessage,
} from '../api/template-message.ts'
import { HeaderFile } from './header-file.tsx'
import { PlaceFields } from './place-fields.tsx'
import { TemplatePreview } from './template-preview.tsx'
import classes from './templates.module.css'
import { type Suggestion, VariableField } from './variable-field.tsx'

interface FillTemplateProps {
  template: Template
  contactId: string
  onSend: (message: NewMessage, fileNames: string[]) => void
}

/** What a template waits for as fields, filled in from the contact as far as they tell what they are. */
export function FillTemplate({ template, contactId, onSend }: FillTemplateProps) {
  const { data: contact, error } = useQuery(contactQuery(contactId))
  // Without the contact everything is filled in by hand.
  if (!contact && !error) return <Skeleton h={180} />
  return <FillForm key={template.id} template={template} known={contactValues(contact)} onSend={onSend} />
}

function FillForm({ template, known, onSend }: Pick<FillTemplateProps, 'template' | 'onSend'> & { known: ContactValue[] }) {
  const { t } = useTranslation()
  const [values, setValues] = useState(() => filledFrom(template, known))
  const change = (patch: Partial<TemplateValues>) => setValues((kept) => ({ ...kept, ...patch }))
  const suggestions = suggest(known, (field, name) => (field === 'attribute' ? name : t(`contact.${field}`)))
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    onSend(templateMessage(template, values), values.file ? [values.file.name] : [])
  }
  return (
    <form onSubmit={submit}>
      <div className={classes.fields}>
        <Fields template={template} values={values} suggestions={suggestions} onChange={change} />
        <TemplatePreview content={template} values={values.body} headerValues={values.header} fileName={values.file?.name} />
      </div>
      <Group justify="flex-end" mt="md">
        <Button
          type="submit"
          disabled={!isSendable(template) || !isComplete(template, values)}
          leftSection={<IconSend size={15} className="mirrored" aria-hidden />}
          data-testid="template-send"
        >
          {t('templates.send')}
        </Button>
      </Group>
    </form>
  )
}

interface FieldsProps {
  template: Template
  values: TemplateValues
  suggestions: Suggestion[]
  onChange: (patch: Partial<TemplateValues>) => void
}

function Fields({ template, values, suggestions, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const { header, buttons } = template
  const fileKind = headerFileKind(template)
  const [inHeader, inBody] = [headerVariables(template), bodyVariables(template)]
  const examplesOfHeader = header?.format === 'text' ? header.examples : {}
  const isPlain = inHeader.length + inBody.length === 0 && !fileKind && header?.format !== 'location' && !buttons.some(takesValue)
  if (!isSendable(template)) return <Alert color="yellow">{t('templates.notSendable')}</Alert>
  return (
    <Stack gap="sm">
      {isPlain && (
        <Text c="dimmed" fz="sm">
          {t('templates.noVariables')}
        </Text>
      )}
      {fileKind && <HeaderFile channelId={template.channelId} kind={fileKind} file={values.file} onChange={(file) => onChange({ file })} />}
      {header?.format === 'location' && <PlaceFields place={values.place} onChange={(place) => onChange({ place })} />}
      {inHeader.map((name) => (
        <VariableField
          key={name}
          label={t('templates.headerVariable', { name })}
          example={examplesOfHeader[name]}
          suggestions={suggestions}
          value={values.header[name] ?? ''}
          onChange={(value) => onChange({ header: { ...values.header, [name]: value } })}
          testId={`template-header-variable-${name}`}
        />
      ))}
      {inBody.map((name) => (
        <VariableField
          key={name}
          label={isCode(template) ? t('templates.codeValue') : t('templates.variable', { name })}
          example={template.body?.examples[name]}
          suggestions={suggestions}
          value={values.body[name] ?? ''}
          onChange={(value) => onChange({ body: { ...values.body, [name]: value } })}
          testId={`template-variable-${name}`}
        />
      ))}
      {buttons.map((button, index) =>
        takesValue(button) ? (
          <VariableField
            // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
            key={index}
            label={t(button.kind === 'link' ? 'templates.endOfAddress' : 'templates.codeToCopy', { title: button.title ?? '' })}
            description={button.kind === 'link' ? button.url.replace(/\{\{[^{}]*\}\}$/, '…') : undefined}
            example={'example' in button ? (button.example ?? undefined) : undefined}
            suggestions={suggestions}
            value={values.buttons[index] ?? ''}
            onChange={(value) => onChange({ buttons: { ...values.buttons, [index]: value } })}
            testId={`template-button-value-${index}`}
          />
        ) : null,
      )}
    </Stack>
  )
}

function filledFrom(template: Template, known: readonly ContactValue[]): TemplateValues {
  const { header, body } = template
  return {
    ...emptyValues(),
    header: header?.format === 'text' ? prefill(header.text, headerVariables(template), known) : {},
    body: prefill(body?.text ?? '', bodyVariables(template), known),
  }
}

/** Offered under the name of the field; the same value is offered once. */
function suggest(known: readonly ContactValue[], labelOf: (field: ContactValue['field'], name: string) => string): Suggestion[] {
  const seen = new Set<string>()
  return known.flatMap(({ field, name, value }) => {
    if (seen.has(value)) return []
    seen.add(value)
    return [{ group: labelOf(field, name), items: [value] }]
  })
}
