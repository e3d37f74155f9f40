import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../lib/contract.ts'

const marks = [
  { name: 'blocked', color: 'red' },
  { name: 'restricted', color: 'yellow' },
  { name: 'optedOut', color: 'gray' },
] as const

/** What must not be overlooked about a person before anybody writes. */
export function ContactMarks({ contact }: { contact: Pick<Contact, 'blocked' | 'restricted' | 'optedOut'> }) {
  const { t } = useTranslation()
  return marks
    .filter(({ name }) => contact[name])
    .map(({ name, color }) => (
      <Badge key={name} color={color} style={{ flex: 'none' }} data-testid={`mark-${name}`}>
        {t(`contact.${name}`)}
      </Badge>
    ))
}
