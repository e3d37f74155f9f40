import { Button, Group, Modal, Select, Skeleton, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { CopyField } from '../../../components/copy-field.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import { Section } from '../../../components/section.tsx'
import type { Member, Role } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { membersQuery } from '../../accounts/api/members.ts'
import { useHasMail, useMay, useMe } from '../../accounts/api/session.ts'
import { invitationsQuery, useChangeRole, useInvite, useRemoveMember, useRevokeInvitation } from '../api/team.ts'

const allRoles: Role[] = ['viewer', 'agent', 'admin', 'owner']

export function TeamSettings() {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const { data: members, error, refetch } = useQuery(membersQuery)
  const [isInviting, setInviting] = useState(false)
  const invite = mayManage && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setInviting(true)} data-testid="team-invite">
      {t('team.invite')}
    </Button>
  )
  return (
    <Page title={t('settings.team')} text={t('team.text')} width="narrow" actions={invite}>
      {error && !members ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!members && !error && <Skeleton h={120} />}
      {members && (
        <Table.ScrollContainer minWidth={460} mb="xl">
          <Table verticalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('team.member')}</Table.Th>
                <Table.Th w={190}>{t('team.role')}</Table.Th>
                <Table.Th w={110}>
                  <VisuallyHidden>{t('action.more')}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map((member) => (
                <MemberRow key={member.userId} member={member} mayManage={mayManage} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {mayManage && <OpenInvitations />}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

function useRoleChoices() {
  const { t } = useTranslation()
  const isOwner = useMay('owner')
  return allRoles.map((role) => ({ value: role, label: t(`role.${role}`), disabled: role === 'owner' && !isOwner }))
}

function MemberRow({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const notifyError = useNotifyError()
  const choices = useRoleChoices()
  const changeRole = useChangeRole()
  const remove = useRemoveMember()
  const [isAsking, setAsking] = useState(false)
  const isMe = member.userId === me.user.id
  const isLocked = isMe || (member.role === 'owner' && me.role !== 'owner')
  return (
    <Table.Tr data-testid="member-row" data-id={member.userId}>
      <Table.Td>
        <Group gap={10} wrap="nowrap">
          <PersonAvatar name={member.name} size={32} />
          <div style={{ minWidth: 0 }}>
            <Text fw={550}>
              <bdi>{member.name}</bdi> {isMe && `(${t('settings.you')})`}
            </Text>
            <Text fz="xs" c="dimmed" dir="ltr" ta="start">
              {member.email}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td>
        {mayManage && !isLocked ? (
          <Select
            aria-label={`${t('team.role')}: ${member.name}`}
            data={choices}
            value={changeRole.isPending ? changeRole.variables.role : member.role}
            onChange={(role) => role && changeRole.mutate({ userId: member.userId, role: role as Role }, { onError: notifyError })}
            allowDeselect={false}
            data-testid="member-role"
          />
        ) : (
          t(`role.${member.role}`)
        )}
        {mayManage && isLocked && (
          <Text fz="xs" c="dimmed">
            {t(isMe ? 'team.ownRole' : 'team.ownerOnly')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {mayManage && !isLocked && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            c="var(--p-red-text)"
            onClick={() => setAsking(true)}
            aria-label={`${t('team.remove')}: ${member.name}`}
          >
            {t('team.removeShort')}
          </Button>
        )}
        {isAsking && (
          <ConfirmDelete
            title={t('team.remove')}
            text={t('team.removeText', { name: member.name })}
            action={t('team.remove')}
            isBusy={remove.isPending}
            error={remove.error}
            onConfirm={() => remove.mutate(member.userId, { onSuccess: () => setAsking(false) })}
            onClose={() => setAsking(false)}
          />
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function OpenInvitations() {
  const { t } = useTranslation()
  const format = useFormat()
  const notifyError = useNotifyError()
  const revoke = useRevokeInvitation()
  const { data } = useQuery(invitationsQuery)
  const open = data?.filter(({ status }) => status === 'pending') ?? []
  if (open.length === 0) return null
  return (
    <Section title={t('team.invitations')}>
      <Stack gap="sm">
        {open.map(({ id, email, role, invitedBy, expiresAt }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <bdi>{email ?? t('team.anybody')}</bdi>
              <Text fz="xs" c="dimmed">
                {t(`role.${role}`)} · {t('team.invitedBy', { name: invitedBy })} · {t('team.expires', { time: format.full(expiresAt) })}
              </Text>
            </div>
            <Button
              size="xs"
              variant="default"
              onClick={() => revoke.mutate(id, { onError: notifyError })}
              loading={revoke.isPending && revoke.variables === id}
              aria-label={`${t('team.revoke')}: ${email ?? t('team.anybody')}`}
              data-testid="invite-revoke"
            >
              {t('team.revoke')}
            </Button>
          </Group>
        ))}
      </Stack>
    </Section>
  )
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const invite = useInvite()
  const hasMail = useHasMail()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    invite.mutate({ role, ...(email.trim() ? { email: email.trim() } : {}) })
  }
  const url = invite.data?.url
  return (
    <Modal opened onClose={onClose} title={t('team.inviteTitle')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      {url ? (
        <Stack>
          {invite.data?.mailed && (
            <Text role="status" data-testid="invite-mailed">
              {t('team.inviteMailed', { email: invite.data.email ?? '' })}
            </Text>
          )}
          <CopyField label={t('team.inviteLink')} value={url} hint={t('team.inviteLinkHint')} testId="invite-link" />
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <FormError error={invite.error} />
            <TextInput
              label={t('team.inviteEmail')}
              description={t(hasMail ? 'team.inviteByMail' : 'mail.off')}
              type="email"
              dir="ltr"
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
              data-autofocus
              data-testid="invite-email"
            />
            <Select
              label={t('team.role')}
              description={t(`roleHint.${role}`)}
              data={allRoles.filter((name) => name !== 'owner').map((name) => ({ value: name, label: t(`role.${name}`) }))}
              value={role}
              onChange={(name) => name && setRole(name as Role)}
              allowDeselect={false}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" loading={invite.isPending} data-testid="invite-create">
                {t('team.invite')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
