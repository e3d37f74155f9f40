import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconArchive, IconBan, IconCheck, IconClock, IconPlayerPause, IconQuestionMark } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Template } from '../../../lib/contract.ts'

const looks = {
  approved: { color: 'green', icon: IconCheck },
  pending: { color: 'yellow', icon: IconClock },
  'in-appeal': { color: 'yellow', icon: IconClock },
  paused: { color: 'yellow', icon: IconPlayerPause },
  rejected: { color: 'red', icon: IconAlertTriangle },
  disabled: { color: 'red', icon: IconBan },
  archived: { color: 'gray', icon: IconArchive },
  unknown: { color: 'gray', icon: IconQuestionMark },
} as const

export function TemplateStatusBadge({ status }: { status: Template['status'] }) {
  const { t } = useTranslation()
  const { color, icon: Icon } = looks[status]
  return (
    <Badge color={color} leftSection={<Icon size={12} aria-hidden />} data-testid="template-status" data-status={status}>
      {t(`templates.status.${status}`)}
    </Badge>
  )
}

/** Why it was rejected: the reason in the person's language, then what the reviewer wrote. */
export function useRejectionText(): (rejection: NonNullable<Template['rejection']>) => string {
  const { t } = useTranslation()
  return ({ code, detail }) => [t(`templates.rejection.${code}`), detail].filter(Boolean).join(' ')
}
