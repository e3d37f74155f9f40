import { ActionIcon, Button, Menu, Modal, Stack, TextInput, Tooltip } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { useConversationAct } from '../api/use-conversation-act.ts'

/** When each choice wakes the conversation, in the person's own time zone. */
export function snoozeTimes(now: Date): { later: Date; tomorrow: Date; week: Date } {
  const later = new Date(now.getTime() + 3 * 60 * 60_000)
  const tomorrow = new Date(now)
  tomorrow.setDate(now.getDate() + 1)
  tomorrow.setHours(9, 0, 0, 0)
  const week = new Date(now)
  week.setDate(now.getDate() + ((8 - now.getDay()) % 7 || 7))
  week.setHours(9, 0, 0, 0)
  return { later, tomorrow, week }
}

export function SnoozeMenu({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { mutate } = useConversationAct()
  const [isOpen, setOpen] = useState(false)
  const [isPicking, setPicking] = useState(false)
  useHotkey({ code: 'KeyM', alt: true }, () => setOpen(true))
  const snooze = (until: Date | null) => mutate({ id: conversation.id, act: { name: 'snooze', until: until?.toISOString() ?? null } })
  const times = snoozeTimes(new Date())
  const choices = [
    { label: t('thread.snoozeLater'), at: times.later },
    { label: t('thread.snoozeTomorrow'), at: times.tomorrow },
    { label: t('thread.snoozeWeek'), at: times.week },
  ]
  return (
    <>
      <Menu position="bottom-end" width={290} opened={isOpen} onChange={setOpen}>
        <Menu.Target>
          <Tooltip label={t('thread.snooze')}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('thread.snooze')} data-testid="snooze">
              <IconClock size={19} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('thread.snooze')}</Menu.Label>
          {choices.map(({ label, at }) => (
            <Menu.Item
              key={label}
              onClick={() => snooze(at)}
              rightSection={<time style={{ fontSize: 12, color: 'var(--p-muted)' }}>{format.full(at.toISOString())}</time>}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => snooze(null)}>{t('thread.snoozeReply')}</Menu.Item>
          <Menu.Item onClick={() => setPicking(true)}>{t('thread.snoozeCustom')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isPicking && <PickTime onPick={snooze} onClose={() => setPicking(false)} />}
    </>
  )
}

function PickTime({ onPick, onClose }: { onPick: (at: Date) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const at = new Date(text)
  const isUsable = at.getTime() > Date.now()
  return (
    <Modal opened onClose={onClose} title={t('thread.snooze')} size="xs" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Stack>
        <TextInput
          type="datetime-local"
          label={t('thread.snoozeCustom')}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          data-autofocus
        />
        <Button
          disabled={!isUsable}
          onClick={() => {
            onPick(at)
            onClose()
          }}
        >
          {t('thread.snooze')}
        </Button>
      </Stack>
    </Modal>
  )
}
