import { Anchor, Button, Group, Modal, Select, Skeleton, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { IconApi, IconExternalLink, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { CopyField } from '../../../components/copy-field.tsx'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { ApiKey, Role } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMay } from '../../accounts/api/session.ts'
import { apiKeysQuery, useCreateApiKey, useRevokeApiKey } from '../api/api-keys.ts'
import { AdminOnly } from './admin-only.tsx'

export function ApiKeySettings() {
  const { t } = useTranslation()
  return (
    <AdminOnly title={t('settings.apiKeys')}>
      <ApiKeys />
    </AdminOnly>
  )
}

function ApiKeys() {
  const { t } = useTranslation()
  const [isNew, setNew] = useState(false)
  const { data: keys, error, refetch } = useQuery(apiKeysQuery)
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)} data-testid="api-key-new">
      {t('apiKeys.new')}
    </Button>
  )
  return (
    <Page title={t('settings.apiKeys')} text={t('apiKeys.text')} width="narrow" actions={add}>
      {error && !keys ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!keys && !error && <Skeleton h={120} />}
      {keys?.length === 0 && <EmptyPage icon={IconApi} title={t('apiKeys.emptyTitle')} text={t('apiKeys.emptyText')} />}
      {keys && keys.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('common.name')}</Table.Th>
                <Table.Th>{t('team.role')}</Table.Th>
                <Table.Th>{t('apiKeys.created')}</Table.Th>
                <Table.Th>{t('apiKeys.lastUsed')}</Table.Th>
                <Table.Th>
                  <VisuallyHidden>{t('action.more')}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Anchor
        href="/api/docs"
        target="_blank"
        rel="noopener"
        fz="sm"
        mt="md"
        style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}
      >
        <IconExternalLink size={15} aria-hidden />
        {t('apiKeys.docs')}
      </Anchor>
      {isNew && <NewKey onClose={() => setNew(false)} />}
    </Page>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const revoke = useRevokeApiKey()
  const [isAsking, setAsking] = useState(false)
  return (
    <Table.Tr data-testid="api-key-row" data-id={apiKey.id}>
      <Table.Td>
        <bdi>{apiKey.name}</bdi>
        <Text fz="xs" c="dimmed" ff="monospace" dir="ltr" ta="start">
          …{apiKey.hint}
        </Text>
      </Table.Td>
      <Table.Td>{t(`role.${apiKey.role}`)}</Table.Td>
      <Table.Td>
        <time dateTime={apiKey.createdAt}>{format.short(apiKey.createdAt, now)}</time>
      </Table.Td>
      <Table.Td>
        {apiKey.lastUsedAt ? <time dateTime={apiKey.lastUsedAt}>{format.relative(apiKey.lastUsedAt, now)}</time> : t('common.never')}
      </Table.Td>
      <Table.Td>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          c="var(--p-red-text)"
          onClick={() => setAsking(true)}
          aria-label={`${t('apiKeys.revoke')}: ${apiKey.name}`}
          data-testid="api-key-revoke"
        >
          {t('apiKeys.revoke')}
        </Button>
        {isAsking && (
          <ConfirmDelete
            title={t('apiKeys.revoke')}
            text={t('apiKeys.revokeText', { name: apiKey.name })}
            action={t('apiKeys.revoke')}
            isBusy={revoke.isPending}
            error={revoke.error}
            onConfirm={() => revoke.mutate(apiKey.id, { onSuccess: () => setAsking(false) })}
            onClose={() => setAsking(false)}
          />
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const isOwner = useMay('owner')
  const create = useCreateApiKey()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('admin')
  const roles: Role[] = ['viewer', 'agent', 'admin', ...(isOwner ? (['owner'] as const) : [])]
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    create.mutate({ name, role })
  }
  const key = create.data?.key
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('apiKeys.new')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      closeOnClickOutside={!key}
    >
      {key ? (
        <Stack>
          <CopyField label={t('apiKeys.key')} value={key} hint={t('apiKeys.keyHint')} testId="api-key" />
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <FormError error={create.error} />
            <TextInput
              label={t('apiKeys.name')}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              required
              maxLength={100}
              data-autofocus
              data-testid="api-key-name"
            />
            <Select
              label={t('team.role')}
              description={t(`roleHint.${role}`)}
              data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
              value={role}
              onChange={(value) => value && setRole(value as Role)}
              allowDeselect={false}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" loading={create.isPending} data-testid="api-key-create">
                {t('action.create')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
