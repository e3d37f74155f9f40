import { ActionIcon, Indicator, Pill, Popover, Select, Stack } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMembers } from '../../accounts/api/members.ts'
import { useMe } from '../../accounts/api/session.ts'
import { useChannels } from '../../channels/api/channels.ts'
import type { InboxFilters } from '../api/filters.ts'
import { viewOf } from '../api/views.ts'
import classes from './inbox.module.css'

const statuses = ['open', 'pending', 'snoozed', 'resolved'] as const
const handlers = ['agent', 'user', 'workflow', 'none'] as const
type FilterName = 'status' | 'channelId' | 'assigneeId' | 'handler'

function useFilterChoices() {
  const { t } = useTranslation()
  const me = useMe()
  const members = useMembers() ?? []
  const channels = useChannels() ?? []
  return {
    status: statuses.map((value) => ({ value, label: t(`status.${value}`) })),
    handler: handlers.map((value) => ({ value, label: t(`handler.${value}`) })),
    channelId: channels.map(({ id, name }) => ({ value: id, label: name })),
    assigneeId: [
      { value: 'me', label: t('inbox.me') },
      { value: 'none', label: t('inbox.nobody') },
      ...members.filter(({ userId }) => userId !== me.user.id).map(({ userId, name }) => ({ value: userId, label: name })),
    ],
  } satisfies Record<FilterName, { value: string; label: string }[]>
}

function useChangeFilter() {
  const navigate = useNavigate()
  return (name: FilterName, value: string | null) =>
    void navigate({
      to: '.',
      replace: true,
      search: (filters: InboxFilters) => {
        const { [name]: _, ...rest } = filters
        return value ? { ...rest, [name]: value } : rest
      },
    })
}

export function FilterMenu({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation()
  const choices = useFilterChoices()
  const change = useChangeFilter()
  const labels = {
    status: t('inbox.filterStatus'),
    channelId: t('inbox.filterChannel'),
    assigneeId: t('inbox.filterAssignee'),
    handler: t('inbox.filterHandler'),
  }
  const names: FilterName[] = ['status', 'channelId', 'assigneeId', 'handler']
  return (
    <Popover width={280} position="bottom-end" trapFocus>
      <Indicator disabled={!names.some((name) => filters[name])} size={8} offset={4}>
        <Popover.Target>
          <ActionIcon variant="default" size={36} aria-label={t('inbox.filter')}>
            <IconAdjustmentsHorizontal size={18} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t('inbox.filter')}>
        <Stack gap="xs">
          {names.map((name) => (
            <Select
              key={name}
              label={labels[name]}
              placeholder={t('common.all')}
              data={choices[name]}
              value={filters[name] === 'all' ? null : (filters[name] ?? null)}
              onChange={(value) => change(name, value)}
              clearable
              comboboxProps={{ withinPortal: false }}
              clearButtonProps={{ 'aria-label': t('action.clear') }}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What narrows the list beyond the chosen view, to be taken away one by one. */
export function ActiveFilters({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation()
  const choices = useFilterChoices()
  const change = useChangeFilter()
  const names: FilterName[] = viewOf(filters) ? ['channelId'] : ['status', 'channelId', 'assigneeId', 'handler']
  const active = names.filter((name) => filters[name])
  if (active.length === 0) return null
  return (
    <div className={classes.chips}>
      {active.map((name) => (
        <Pill
          key={name}
          withRemoveButton
          onRemove={() => change(name, null)}
          removeButtonProps={{ 'aria-label': t('action.clear'), tabIndex: 0, 'aria-hidden': false }}
        >
          {choices[name].find(({ value }) => value === filters[name])?.label ?? '…'}
        </Pill>
      ))}
    </div>
  )
}
