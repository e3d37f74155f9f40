import { Button, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import classes from './audit.module.css'

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer minWidth={0}>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th visibleFrom="sm" w={180}>
              {t('audit.when')}
            </Table.Th>
            <Table.Th visibleFrom="sm" w={180}>
              {t('audit.who')}
            </Table.Th>
            <Table.Th>{t('audit.what')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('audit.target')}</Table.Th>
            <Table.Th w={130}>
              <VisuallyHidden>{t('audit.details')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <EntryRows key={entry.id} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** An act in words; one that this page does not know yet is shown by its own name. */
function useActionText(): (action: string) => string {
  const { t, i18n } = useTranslation()
  return (action) => {
    const key = `audit.action.${action}`
    return i18n.exists(key) ? t(key as 'audit.action.member.removed') : action
  }
}

function EntryRows({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  const format = useFormat()
  const actionText = useActionText()
  const [isOpen, setOpen] = useState(false)
  const details = Object.entries(entry.details)
  return (
    <Fragment>
      <Table.Tr data-testid="audit-entry" data-action={entry.action}>
        <Table.Td visibleFrom="sm">
          <time dateTime={entry.at}>{format.full(entry.at)}</time>
        </Table.Td>
        <Table.Td visibleFrom="sm" className={classes.text}>
          <Actor entry={entry} />
        </Table.Td>
        <Table.Td className={classes.text} title={entry.action}>
          {actionText(entry.action)}
          <Text hiddenFrom="sm" fz="xs" c="dimmed" component="div">
            <Target entry={entry} /> · <Actor entry={entry} /> · <time dateTime={entry.at}>{format.full(entry.at)}</time>
          </Text>
        </Table.Td>
        <Table.Td visibleFrom="sm" className={classes.text}>
          <Target entry={entry} />
        </Table.Td>
        <Table.Td ta="end">
          {details.length > 0 && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              c="dimmed"
              onClick={() => setOpen(!isOpen)}
              aria-expanded={isOpen}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              {t('audit.details')}
            </Button>
          )}
        </Table.Td>
      </Table.Tr>
      {isOpen && (
        <Table.Tr>
          <Table.Td colSpan={5}>
            <dl className={classes.details} dir="ltr">
              {details.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  )
}

function Actor({ entry: { actor } }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  if (actor.type === 'system') return t('audit.system')
  return (
    <>
      <bdi>{actor.name}</bdi>
      {actor.type === 'api-key' && ` (${t('audit.apiKey')})`}
    </>
  )
}

/** Without a name the end of the id tells two apart. */
function Target({ entry: { target } }: { entry: AuditEntry }) {
  if (target.name) return <bdi>{target.name}</bdi>
  return (
    <span className={classes.id} dir="ltr" title={target.id ?? undefined}>
      {target.id?.slice(-8)}
    </span>
  )
}
