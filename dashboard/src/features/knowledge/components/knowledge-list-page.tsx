import { Button, Group, Modal, Skeleton, Stack, TextInput } from '@mantine/core'
import { IconBook2, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import cards from '../../../components/card.module.css'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { useMay } from '../../accounts/api/session.ts'
import { knowledgeListQuery, useCreateKnowledge } from '../api/knowledge.ts'

export function KnowledgeListPage() {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const [isNew, setNew] = useState(false)
  const { data: list, error, refetch } = useQuery(knowledgeListQuery)
  const add = mayManage && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)} data-testid="knowledge-new">
      {t('knowledge.new')}
    </Button>
  )
  return (
    <Page title={t('knowledge.title')} text={t('knowledge.text')} actions={add}>
      {error && !list ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!list && !error && <Skeleton h={110} />}
      {list?.length === 0 && <EmptyPage icon={IconBook2} title={t('knowledge.emptyTitle')} text={t('knowledge.emptyText')} />}
      <div className={cards.grid}>
        {list?.map(({ id, name, description, sourceCount, passageCount }) => (
          <Link
            key={id}
            to="/knowledge/$knowledgeId"
            params={{ knowledgeId: id }}
            className={cards.card}
            data-testid="knowledge-card"
            data-id={id}
          >
            <span className={cards.head}>
              <span className={cards.sign}>
                <IconBook2 size={19} aria-hidden />
              </span>
              <bdi className={cards.name}>{name}</bdi>
            </span>
            {description && (
              <span className={cards.meta} dir="auto">
                {description}
              </span>
            )}
            <span className={cards.meta}>
              {t('knowledge.sources', { count: sourceCount })} · {t('knowledge.passages', { count: passageCount })}
            </span>
          </Link>
        ))}
      </div>
      {isNew && <NewKnowledge onClose={() => setNew(false)} />}
    </Page>
  )
}

function NewKnowledge({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const create = useCreateKnowledge()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    create.mutate(
      { name, ...(description.trim() ? { description } : {}) },
      { onSuccess: ({ id }) => void navigate({ to: '/knowledge/$knowledgeId', params: { knowledgeId: id } }) },
    )
  }
  return (
    <Modal opened onClose={onClose} title={t('knowledge.new')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={create.error} />
          <TextInput
            label={t('common.name')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            maxLength={200}
            data-autofocus
            data-testid="knowledge-name"
          />
          <TextInput
            label={t('knowledge.description')}
            description={t('common.optional')}
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
            maxLength={1000}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending} data-testid="knowledge-create">
              {t('action.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
