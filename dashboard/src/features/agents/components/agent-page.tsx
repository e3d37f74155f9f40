import { Button, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useBlocker, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Agent, AgentSettings } from '../../../lib/contract.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { changesBetween, newAgentSettings, settingsOf } from '../api/agent-form.ts'
import { agentQuery, useCreateAgent, useDeleteAgent, useUpdateAgent } from '../api/agents.ts'
import { AgentForm } from './agent-form.tsx'
import { AnswersWith } from './answers-with.tsx'
import classes from './editor.module.css'
import { Playground } from './playground.tsx'

const route = getRouteApi('/signed-in/agents/$agentId')

export function NewAgentPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const create = useCreateAgent()
  const [settings, setSettings] = useState(newAgentSettings)
  const save = () =>
    create.mutate(settings, {
      onSuccess: ({ id }) => void navigate({ to: '/agents/$agentId', params: { agentId: id }, ignoreBlocker: true }),
    })
  return (
    <Editor
      title={t('agents.newTitle')}
      agent={null}
      settings={settings}
      onChange={setSettings}
      isDirty={settings.name.trim() !== ''}
      isBusy={create.isPending}
      error={create.error}
      onSave={save}
    />
  )
}

export function AgentPage() {
  const { agentId } = route.useParams()
  const { data: agent, error, refetch } = useQuery(agentQuery(agentId))
  if (error && !agent) return <PageError error={error} reset={() => void refetch()} />
  if (!agent) return <Skeleton h={300} m="xl" w="auto" />
  return <ExistingAgent key={agent.id} agent={agent} />
}

function ExistingAgent({ agent }: { agent: Agent }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const update = useUpdateAgent(agent.id)
  // What was changed here, laid over the agent as it is now: another person's save elsewhere shows without losing this one's work.
  const [changes, setChanges] = useState<Partial<AgentSettings>>({})
  const saved = settingsOf(agent)
  const settings = { ...saved, ...changes }
  const pending = changesBetween(saved, settings)
  const isDirty = Object.keys(pending).length > 0
  const save = () =>
    update.mutate(pending, {
      onSuccess: () => {
        setChanges({})
        tell(t('agents.saved'))
      },
    })
  return (
    <Editor
      title={agent.name}
      agent={agent}
      settings={settings}
      onChange={(next) => setChanges(changesBetween(saved, next))}
      isDirty={isDirty}
      isBusy={update.isPending}
      error={update.error}
      onSave={save}
      onDiscard={() => setChanges({})}
    />
  )
}

interface EditorProps {
  title: string
  agent: Agent | null
  settings: AgentSettings
  onChange: (settings: AgentSettings) => void
  isDirty: boolean
  isBusy: boolean
  error: unknown
  onSave: () => void
  onDiscard?: () => void
}

function Editor({ title, agent, settings, onChange, isDirty, isBusy, error, onSave, onDiscard }: EditorProps) {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  useBlocker({
    shouldBlockFn: () => isDirty && !isBusy && !confirm(`${t('common.unsaved')}. ${t('action.discard')}?`),
    enableBeforeUnload: () => isDirty,
  })
  const errors = error instanceof ApiError ? error.fieldErrors() : {}
  return (
    <div className={classes.editor}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          onSave()
        }}
      >
        <Page title={<bdi>{title}</bdi>} back={{ to: '/agents', label: t('agents.title') }} width="narrow">
          {agent && <AnswersWith agent={agent} />}
          <fieldset disabled={!mayManage} style={{ border: 0, padding: 0, margin: '16px 0 0', minWidth: 0 }}>
            <AgentForm settings={settings} errors={errors} onChange={(patch) => onChange({ ...settings, ...patch })} />
          </fieldset>
          {agent && mayManage && <DeleteAgent agent={agent} />}
        </Page>
        {mayManage && (
          <div className={classes.bar}>
            <FormError error={error} />
            {isDirty && (
              <Text fz="sm" c="dimmed" role="status">
                {t('common.unsaved')}
              </Text>
            )}
            {isDirty && onDiscard && (
              <Button variant="default" onClick={onDiscard}>
                {t('action.discard')}
              </Button>
            )}
            <Button type="submit" loading={isBusy} disabled={!isDirty} data-testid="agent-save">
              {agent ? t('action.save') : t('action.create')}
            </Button>
          </div>
        )}
      </form>
      <Playground agentId={agent?.id ?? null} settings={settings} />
    </div>
  )
}

function DeleteAgent({ agent }: { agent: Agent }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useDeleteAgent(agent.id)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setAsking(true)}>
        {t('agents.delete')}
      </Button>
      {isAsking && (
        <ConfirmDelete
          title={t('agents.delete')}
          text={t('agents.deleteText')}
          typed={agent.name}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/agents', ignoreBlocker: true }) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
