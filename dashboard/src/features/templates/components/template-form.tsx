import { Button, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { variablesOf } from '../../../../../contract/templates.ts'
import { Section } from '../../../components/section.tsx'
import type { TemplateRules } from '../../../lib/contract.ts'
import { asTemplateName, type Draft, nextVariable, withCategory } from '../api/template-draft.ts'
import { ButtonsField } from './buttons-field.tsx'
import { CodeFields } from './code-fields.tsx'
import { ExampleFile } from './example-file.tsx'
import { useLanguageName } from './language-name.ts'

interface TemplateFormProps {
  channelId: string
  draft: Draft
  rules: TemplateRules
  errors: Readonly<Record<string, string>>
  isNew: boolean
  isCategoryFixed: boolean
  isFixed: boolean
  onChange: (patch: Partial<Draft>) => void
}

export function TemplateForm({ channelId, draft, rules, errors, isNew, isCategoryFixed, isFixed, onChange }: TemplateFormProps) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  // One that was made elsewhere may have a category that cannot be chosen here.
  const categories = rules.categories.includes(draft.category) ? rules.categories : [draft.category, ...rules.categories]
  return (
    <>
      <Section title={t('templates.about')}>
        <Stack gap="sm">
          <TextInput
            label={t('common.name')}
            description={t('templates.nameHint')}
            value={draft.name}
            onChange={({ currentTarget }) => onChange({ name: asTemplateName(currentTarget.value) })}
            error={errors.name}
            maxLength={rules.maxNameLength}
            disabled={!isNew}
            required
            dir="ltr"
            data-testid="template-name"
          />
          <Select
            label={t('templates.language')}
            data={withOwn(rules.languages, draft.language).map((code) => ({ value: code, label: languageName(code) }))}
            value={draft.language}
            onChange={(language) => language && onChange({ language })}
            error={errors.language}
            disabled={!isNew}
            searchable
            allowDeselect={false}
          />
          <Select
            label={t('templates.category')}
            description={t(`templates.categoryHints.${draft.category}`)}
            data={categories.map((category) => ({ value: category, label: t(`templates.categories.${category}`) }))}
            value={draft.category}
            onChange={(value) => onChange(withCategory(draft, categories.find((one) => one === value) ?? draft.category))}
            error={errors.category}
            disabled={isFixed || isCategoryFixed}
            allowDeselect={false}
            data-testid="template-category"
          />
        </Stack>
      </Section>
      {draft.code ? (
        <CodeFields code={draft.code} rules={rules} errors={errors} isFixed={isFixed} onChange={(code) => onChange({ code })} />
      ) : (
        <WordedFields
          channelId={channelId}
          draft={draft}
          rules={rules}
          errors={errors}
          isNew={isNew}
          isFixed={isFixed}
          onChange={onChange}
        />
      )}
    </>
  )
}

/** Everything that the business words itself. */
function WordedFields({ channelId, draft, rules, errors, isNew, isFixed, onChange }: Omit<TemplateFormProps, 'isCategoryFixed'>) {
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('templates.content')} text={t('templates.contentText')}>
        <Stack gap="sm">
          {isNew && <VariableKind draft={draft} onChange={onChange} />}
          <HeaderFields channelId={channelId} draft={draft} rules={rules} errors={errors} isFixed={isFixed} onChange={onChange} />
          <BodyFields draft={draft} rules={rules} errors={errors} isFixed={isFixed} onChange={onChange} />
          <TextInput
            label={t('templates.footer')}
            description={t('templates.counted', { used: draft.footer.length, max: rules.maxFooterLength })}
            value={draft.footer}
            onChange={({ currentTarget }) => onChange({ footer: currentTarget.value })}
            error={errors.footer}
            maxLength={rules.maxFooterLength}
            dir="auto"
            data-testid="template-footer"
          />
        </Stack>
      </Section>
      <ButtonsField buttons={draft.buttons} rules={rules} errors={errors} isFixed={isFixed} onChange={(buttons) => onChange({ buttons })} />
    </>
  )
}

type PartProps = Pick<TemplateFormProps, 'draft' | 'rules' | 'errors' | 'isFixed' | 'onChange'>

function VariableKind({ draft, onChange }: Pick<PartProps, 'draft' | 'onChange'>) {
  const { t } = useTranslation()
  return (
    <Select
      label={t('templates.variableKind')}
      data={[
        { value: 'positional', label: t('templates.positional', { example: '{{1}}' }) },
        { value: 'named', label: t('templates.named', { example: '{{order_number}}' }) },
      ]}
      value={draft.parameterFormat}
      onChange={(value) => onChange({ parameterFormat: value === 'named' ? 'named' : 'positional' })}
      allowDeselect={false}
    />
  )
}

function HeaderFields({ channelId, draft, rules, errors, isFixed, onChange }: PartProps & Pick<TemplateFormProps, 'channelId'>) {
  const { t } = useTranslation()
  const { header } = draft
  const formats = withOwn(rules.headers, header?.format ?? 'text')
  const choose = (chosen: string | null) => {
    const format = formats.find((one) => one === chosen)
    if (format === undefined) onChange({ header: null })
    else onChange({ header: format === 'text' ? { format, text: '', examples: {} } : { format } })
  }
  return (
    <>
      <Select
        label={t('templates.headerLabel')}
        data={[
          { value: 'none', label: t('templates.header.none') },
          ...formats.map((format) => ({ value: format, label: t(`templates.header.${format}`) })),
        ]}
        value={header?.format ?? 'none'}
        onChange={choose}
        error={errors['header.format']}
        disabled={isFixed}
        allowDeselect={false}
        data-testid="template-header-format"
      />
      {header && header.format !== 'text' && header.format !== 'location' && !isFixed && (
        <ExampleFile
          key={header.format}
          channelId={channelId}
          kind={header.format}
          rules={rules}
          error={errors['header.exampleHandle']}
          isFixed={isFixed}
          onChange={(exampleHandle) => onChange({ header: { format: header.format, ...(exampleHandle ? { exampleHandle } : {}) } })}
        />
      )}
      {header?.format === 'text' && (
        <>
          <TextInput
            label={t('templates.headerText')}
            description={t('templates.counted', { used: header.text.length, max: rules.maxHeaderLength })}
            value={header.text}
            onChange={({ currentTarget }) => onChange({ header: { ...header, text: currentTarget.value } })}
            error={errors['header.text']}
            maxLength={rules.maxHeaderLength}
            dir="auto"
            data-testid="template-header-text"
          />
          <Examples
            part="header"
            text={header.text}
            values={header.examples ?? {}}
            errors={errors}
            onChange={(examples) => onChange({ header: { ...header, examples } })}
          />
        </>
      )}
    </>
  )
}

function BodyFields({ draft, rules, errors, isFixed, onChange }: PartProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLTextAreaElement>(null)
  const addVariable = () => {
    const written = `{{${nextVariable(draft.body, draft.parameterFormat)}}}`
    const at = input.current?.selectionStart ?? draft.body.length
    onChange({ body: draft.body.slice(0, at) + written + draft.body.slice(input.current?.selectionEnd ?? at) })
    input.current?.focus()
  }
  return (
    <>
      <Textarea
        ref={input}
        label={t('templates.body')}
        description={t('templates.counted', { used: draft.body.length, max: rules.maxBodyLength })}
        value={draft.body}
        onChange={({ currentTarget }) => onChange({ body: currentTarget.value })}
        error={errors['body.text']}
        maxLength={rules.maxBodyLength}
        autosize
        minRows={4}
        maxRows={14}
        required
        dir="auto"
        data-testid="template-body"
      />
      {!isFixed && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBraces size={15} aria-hidden />}
          onClick={addVariable}
          style={{ alignSelf: 'flex-start' }}
          data-testid="template-add-variable"
        >
          {t('templates.addVariable')}
        </Button>
      )}
      <Examples
        part="body"
        text={draft.body}
        values={draft.bodyExamples}
        errors={errors}
        onChange={(bodyExamples) => onChange({ bodyExamples })}
      />
    </>
  )
}

interface ExamplesProps {
  part: 'header' | 'body'
  text: string
  values: Readonly<Record<string, string>>
  errors: Readonly<Record<string, string>>
  onChange: (values: Record<string, string>) => void
}

/** What each variable might hold: the reviewers read it, and the preview shows it. */
function Examples({ part, text, values, errors, onChange }: ExamplesProps) {
  const { t } = useTranslation()
  return variablesOf(text).map((name) => (
    <TextInput
      key={name}
      label={t('templates.example', { name })}
      value={values[name] ?? ''}
      onChange={({ currentTarget }) => onChange({ ...values, [name]: currentTarget.value })}
      error={errors[`${part}.examples.${name}`]}
      required
      dir="auto"
      data-testid={`template-example-${part}-${name}`}
    />
  ))
}

function withOwn<T extends string>(all: readonly T[], own: T): readonly T[] {
  return all.includes(own) ? all : [own, ...all]
}
