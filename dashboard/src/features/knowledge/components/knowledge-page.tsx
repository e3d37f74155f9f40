import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { Knowledge } from '../../../lib/contract.ts'
import { useMay } from '../../accounts/api/session.ts'
import { knowledgeQuery, useDeleteKnowledge } from '../api/knowledge.ts'
import { AddSourceMenu } from './add-source-menu.tsx'
import { SearchTester } from './search-tester.tsx'
import { SourceTable } from './source-table.tsx'

const route = getRouteApi('/signed-in/knowledge/$knowledgeId')

export function KnowledgePage() {
  const { t } = useTranslation()
  const { knowledgeId } = route.useParams()
  const mayManage = useMay('admin')
  const { data: knowledge, error, refetch } = useQuery(knowledgeQuery(knowledgeId))
  if (error && !knowledge) return <PageError error={error} reset={() => void refetch()} />
  if (!knowledge) return <Skeleton h={200} m="xl" w="auto" />
  const counts = `${t('knowledge.sources', { count: knowledge.sourceCount })} · ${t('knowledge.passages', { count: knowledge.passageCount })}`
  return (
    <Page
      title={<bdi>{knowledge.name}</bdi>}
      text={knowledge.description ? `${knowledge.description} · ${counts}` : counts}
      back={{ to: '/knowledge', label: t('knowledge.title') }}
      actions={mayManage && <AddSourceMenu knowledgeId={knowledge.id} />}
    >
      <SourceTable knowledgeId={knowledge.id} mayManage={mayManage} />
      <SearchTester knowledgeId={knowledge.id} />
      {mayManage && <DeleteKnowledge knowledge={knowledge} />}
    </Page>
  )
}

function DeleteKnowledge({ knowledge }: { knowledge: Knowledge }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useDeleteKnowledge()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="subtle" color="red" c="var(--p-red-text)" onClick={() => setAsking(true)}>
        {t('knowledge.delete')}
      </Button>
      {isAsking && (
        <ConfirmDelete
          title={t('knowledge.delete')}
          text={t('knowledge.deleteText')}
          typed={knowledge.name}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(knowledge.id, { onSuccess: () => void navigate({ to: '/knowledge' }) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
