import { ActionIcon, Menu, ScrollArea, Tooltip } from '@mantine/core'
import { IconCheck, IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import type { Conversation } from '../../../lib/contract.ts'
import { useMembers } from '../../accounts/api/members.ts'
import { useMe } from '../../accounts/api/session.ts'
import { useConversationAct } from '../api/use-conversation-act.ts'

export function AssignMenu({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const me = useMe()
  const members = (useMembers() ?? []).filter(({ role }) => role !== 'viewer')
  const { mutate } = useConversationAct()
  const assign = (assigneeId: string | null) => mutate({ id: conversation.id, act: { name: 'assign', assigneeId } })
  const check = <IconCheck size={14} aria-hidden />
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Tooltip label={t('thread.assign')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('thread.assign')} data-testid="assign">
            <IconUserPlus size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('thread.assign')}</Menu.Label>
        <ScrollArea.Autosize mah={280}>
          {members.map(({ userId, name }) => (
            <Menu.Item
              key={userId}
              leftSection={<PersonAvatar name={name} size={22} />}
              rightSection={conversation.assigneeId === userId ? check : null}
              onClick={() => assign(userId)}
            >
              <bdi>{userId === me.user.id ? `${name} (${t('inbox.me')})` : name}</bdi>
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
        <Menu.Divider />
        <Menu.Item onClick={() => assign(null)} rightSection={conversation.assigneeId === null ? check : null}>
          {t('thread.unassign')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
