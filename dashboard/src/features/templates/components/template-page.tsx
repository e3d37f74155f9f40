import { Alert, Button, Group, Skeleton, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useBlocker, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Template, TemplateRules } from '../../../lib/contract.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { contentOf, type Draft, draftOf, newDraft, newTemplateOf, patchBetween } from '../api/template-draft.ts'
import { templateQuery, templateRulesQuery, useCreateTemplate, useDeleteTemplate, useEditTemplate } from '../api/templates.ts'
import { useCodeContent } from './code-fields.tsx'
import { TemplateForm } from './template-form.tsx'
import { TemplatePreview } from './template-preview.tsx'
import { TemplateStatusBadge, useRejectionText } from './template-status.tsx'
import classes from './templates.module.css'

const newRoute = getRouteApi('/signed-in/channels/$channelId/templates/new')
const route = getRouteApi('/signed-in/channels/$channelId/templates/$templateId')

export function NewTemplatePage() {
  const { channelId } = newRoute.useParams()
  const { data: rules, error, refetch } = useQuery(templateRulesQuery(channelId))
  if (error && !rules) return <PageError error={error} reset={() => void refetch()} />
  if (!rules) return <Skeleton h={300} m="xl" w="auto" />
  return <NewTemplate channelId={channelId} rules={rules} />
}

export function TemplatePage() {
  const { channelId, templateId } = route.useParams()
  const rules = useQuery(templateRulesQuery(channelId))
  const { data: template, error, refetch } = useQuery(templateQuery(channelId, templateId))
  if (error && !template) return <PageError error={error} reset={() => void refetch()} />
  if (!template || !rules.data) return <Skeleton h={300} m="xl" w="auto" />
  return <ExistingTemplate key={template.id} template={template} rules={rules.data} />
}

function NewTemplate({ channelId, rules }: { channelId: string; rules: TemplateRules }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const tell = useNotifyDone()
  const create = useCreateTemplate(channelId)
  const language = rules.languages.find((code) => code === i18n.language) ?? rules.languages[0] ?? 'en'
  const [draft, setDraft] = useState(() => newDraft(language))
  const submit = () =>
    create.mutate(newTemplateOf(draft), {
      onSuccess: () => {
        tell(t('templates.submitted'))
        void navigate({ to: '/channels/$channelId/templates', params: { channelId }, ignoreBlocker: true })
      },
    })
  return (
    <Editor
      title={t('templates.new')}
      channelId={channelId}
      rules={rules}
      draft={draft}
      onChange={(next) => {
        if (create.error) create.reset()
        setDraft(next)
      }}
      isDirty={draft.name !== '' || draft.body !== '' || draft.code !== null}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={submit}
    />
  )
}

function ExistingTemplate({ template, rules }: { template: Template; rules: TemplateRules }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const edit = useEditTemplate(template.channelId, template.id)
  // What was changed here, laid over the template as it is now: its review may end meanwhile.
  const [changes, setChanges] = useState<Partial<Draft>>({})
  const draft = { ...draftOf(template), ...changes }
  const patch = patchBetween(template, draft)
  const submit = () =>
    edit.mutate(patch, {
      onSuccess: () => {
        setChanges({})
        tell(t('templates.submitted'))
      },
    })
  return (
    <Editor
      title={template.name}
      channelId={template.channelId}
      template={template}
      rules={rules}
      draft={draft}
      onChange={(next) => {
        if (edit.error) edit.reset()
        setChanges(next)
      }}
      isDirty={Object.keys(patch).length > 0}
      isBusy={edit.isPending}
      error={edit.error}
      onSubmit={submit}
    />
  )
}

const codeExample = '482913'

interface EditorProps {
  title: string
  channelId: string
  template?: Template
  rules: TemplateRules
  draft: Draft
  onChange: (draft: Draft) => void
  isDirty: boolean
  isBusy: boolean
  error: unknown
  onSubmit: () => void
}

function Editor({ title, channelId, template, rules, draft, onChange, isDirty, isBusy, error, onSubmit }: EditorProps) {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  useBlocker({
    shouldBlockFn: () => isDirty && !isBusy && !confirm(`${t('common.unsaved')}. ${t('action.discard')}?`),
    enableBeforeUnload: () => isDirty,
  })
  const errors = error instanceof ApiError ? error.fieldErrors() : {}
  const isFixed = !mayManage || template?.editable === false
  const codeContent = useCodeContent()
  // Until somebody changes it, a template for codes is shown in the provider's own words.
  const isOwn = draft.code !== null && (template === undefined || isDirty)
  const content = isOwn && draft.code ? codeContent(draft.code) : contentOf(draft)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Page
      title={
        <Group gap={10} component="span">
          <bdi dir={template ? 'ltr' : undefined}>{title}</bdi>
          {template && <TemplateStatusBadge status={template.status} />}
        </Group>
      }
      back={{ to: '/channels/$channelId/templates', params: { channelId }, label: t('templates.title') }}
    >
      {template && <Notices template={template} mayManage={mayManage} />}
      <div className={classes.editor}>
        <form onSubmit={submit}>
          <fieldset disabled={isFixed} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
            <TemplateForm
              channelId={channelId}
              draft={draft}
              rules={rules}
              errors={errors}
              isNew={template === undefined}
              isCategoryFixed={template?.status === 'approved'}
              isFixed={isFixed}
              onChange={(patch) => onChange({ ...draft, ...patch })}
            />
          </fieldset>
          <Stack mt="md" gap="sm">
            <FormError error={error} />
            <Group justify="space-between">
              {template && mayManage ? <DeleteTemplate template={template} /> : <span />}
              {!isFixed && (
                <Button type="submit" loading={isBusy} disabled={!isDirty} data-testid="template-submit">
                  {t('templates.submit')}
                </Button>
              )}
            </Group>
          </Stack>
        </form>
        <div className={classes.side}>
          <h2 className={classes.sideTitle}>{t('templates.preview')}</h2>
          <TemplatePreview
            content={content}
            values={draft.code ? { 1: codeExample } : draft.bodyExamples}
            headerValues={draft.header?.format === 'text' ? draft.header.examples : {}}
          />
        </div>
      </div>
    </Page>
  )
}

function Notices({ template, mayManage }: { template: Template; mayManage: boolean }) {
  const { t } = useTranslation()
  const rejectionText = useRejectionText()
  return (
    <Stack mb="md" gap="sm">
      {template.rejection && (
        <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />} data-testid="template-rejection">
          <span dir="auto">{rejectionText(template.rejection)}</span>
        </Alert>
      )}
      {!template.editable && mayManage && <Alert color="gray">{t('templates.fixed')}</Alert>}
      {template.editable && template.status === 'approved' && mayManage && <Alert color="gray">{t('templates.editLimits')}</Alert>}
    </Stack>
  )
}

function DeleteTemplate({ template }: { template: Template }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useDeleteTemplate(template.channelId, template.id)
  const [isAsking, setAsking] = useState(false)
  const { channelId } = template
  return (
    <>
      <Button variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setAsking(true)} data-testid="template-delete">
        {t('templates.delete')}
      </Button>
      {isAsking && (
        <ConfirmDelete
          title={t('templates.delete')}
          text={t('templates.deleteText', { name: template.name })}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() =>
            remove.mutate(undefined, {
              onSuccess: () => void navigate({ to: '/channels/$channelId/templates', params: { channelId }, ignoreBlocker: true }),
            })
          }
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
