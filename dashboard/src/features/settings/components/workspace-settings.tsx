import { Button, Group, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { Section } from '../../../components/section.tsx'
import type { Workspace } from '../../../lib/contract.ts'
import { languages } from '../../../lib/i18n.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useCreateWorkspace, useUpdateWorkspace, workspaceQuery } from '../api/workspace.ts'

export function WorkspaceSettings() {
  const { t } = useTranslation()
  const { data: workspace, error, refetch } = useQuery(workspaceQuery)
  return (
    <Page title={t('settings.workspace')} width="narrow">
      {error && !workspace ? <PageError error={error} reset={() => void refetch()} /> : null}
      {workspace ? <WorkspaceForm key={workspace.id} workspace={workspace} /> : <Skeleton h={220} />}
      <NewWorkspace />
    </Page>
  )
}

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const mayChange = useMay('admin')
  const update = useUpdateWorkspace()
  const [values, setValues] = useState({ name: workspace.name, language: workspace.language, timeZone: workspace.timeZone })
  const change = (patch: Partial<typeof values>) => setValues((kept) => ({ ...kept, ...patch }))
  const languageChoices = languages.map(({ code, name }) => ({ value: code as string, label: name as string }))
  const known = languageChoices.some(({ value }) => value === values.language)
    ? languageChoices
    : [...languageChoices, { value: values.language, label: values.language }]
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    update.mutate(values, { onSuccess: () => tell(t('action.saved')) })
  }
  return (
    <Section title={t('settings.workspace')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {!mayChange && <Text c="dimmed">{t('common.readOnly')}</Text>}
          <FormError error={update.error} />
          <TextInput
            label={t('workspace.name')}
            value={values.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            required
            maxLength={100}
            disabled={!mayChange}
          />
          <Select
            label={t('workspace.language')}
            data={known}
            value={values.language}
            onChange={(language) => language && change({ language })}
            allowDeselect={false}
            disabled={!mayChange}
          />
          <Select
            label={t('workspace.timeZone')}
            data={[...new Set([values.timeZone, ...Intl.supportedValuesOf('timeZone')])]}
            value={values.timeZone}
            onChange={(timeZone) => timeZone && change({ timeZone })}
            searchable
            limit={60}
            allowDeselect={false}
            disabled={!mayChange}
          />
          {mayChange && (
            <Group justify="flex-end">
              <Button type="submit" loading={update.isPending}>
                {t('action.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  )
}

function NewWorkspace() {
  const { t, i18n } = useTranslation()
  const create = useCreateWorkspace()
  const [name, setName] = useState('')
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    create.mutate({ name, language: i18n.language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })
  }
  return (
    <Section title={t('workspace.new')} text={t('workspace.newText')}>
      <form onSubmit={submit}>
        <FormError error={create.error} />
        <Group align="flex-end">
          <TextInput
            label={t('workspace.name')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            maxLength={100}
            flex={1}
          />
          <Button type="submit" variant="default" loading={create.isPending}>
            {t('action.create')}
          </Button>
        </Group>
      </form>
    </Section>
  )
}
