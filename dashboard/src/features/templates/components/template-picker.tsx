import { Button, Modal, Skeleton, Text, TextInput } from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { IconArrowLeft, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkText } from '../../../components/link-button.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { NewMessage, Template } from '../../../lib/contract.ts'
import { useMay } from '../../accounts/api/session.ts'
import { templatesQuery } from '../api/templates.ts'
import { FillTemplate } from './fill-template.tsx'
import { useLanguageName } from './language-name.ts'
import classes from './templates.module.css'

interface TemplatePickerProps {
  channelId: string
  contactId: string
  onSend: (message: NewMessage, fileNames: string[]) => void
  onClose: () => void
}

/** Finds an approved template, fills it in and shows it as the customer will see it. */
export function TemplatePicker({ channelId, contactId, onSend, onClose }: TemplatePickerProps) {
  const { t } = useTranslation()
  const isSmall = useMediaQuery('(max-width: 48em)')
  const [chosen, setChosen] = useState<Template | null>(null)
  const [typed, setTyped] = useState('')
  return (
    <Modal
      opened
      onClose={onClose}
      title={chosen ? <bdi dir="ltr">{chosen.name}</bdi> : t('templates.choose')}
      size={chosen ? 'xl' : 'lg'}
      fullScreen={isSmall ?? false}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {chosen ? (
        <>
          <Button
            variant="subtle"
            size="compact-sm"
            mb="sm"
            leftSection={<IconArrowLeft size={15} className="mirrored" aria-hidden />}
            onClick={() => setChosen(null)}
          >
            {t('templates.chooseOther')}
          </Button>
          <FillTemplate
            template={chosen}
            contactId={contactId}
            onSend={(message, fileNames) => {
              onSend(message, fileNames)
              onClose()
            }}
          />
        </>
      ) : (
        <TemplateList channelId={channelId} typed={typed} onType={setTyped} onChoose={setChosen} />
      )}
    </Modal>
  )
}

interface TemplateListProps {
  channelId: string
  typed: string
  onType: (text: string) => void
  onChoose: (template: Template) => void
}

function TemplateList({ channelId, typed, onType, onChoose }: TemplateListProps) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const mayManage = useMay('admin')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    templatesQuery(channelId, { q, status: 'approved' }),
  )
  const templates = data?.pages.flatMap((page) => page.data)
  if (error && !data) return <PageError error={error} reset={() => void refetch()} />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys are a shortcut between buttons that Tab reaches as well
    <div className={classes.picker} onKeyDown={moveFocus}>
      <TextInput
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t('templates.search')}
        aria-label={t('templates.search')}
        value={typed}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
        data-autofocus
        data-testid="template-search"
      />
      {!templates && <Skeleton h={160} />}
      {templates?.length === 0 && (
        <Text c="dimmed" fz="sm" role="status">
          {t(q ? 'templates.nothing' : 'templates.noneApproved')}
        </Text>
      )}
      {templates && templates.length > 0 && (
        <ul className={classes.list}>
          {templates.map((template) => (
            <li key={template.id}>
              <button
                type="button"
                className={classes.choice}
                onClick={() => onChoose(template)}
                data-choice
                data-testid="template-choice"
                data-name={template.name}
              >
                <span className={classes.choiceHead}>
                  <bdi dir="ltr">{template.name}</bdi>
                  <span className={classes.language}>{languageName(template.language)}</span>
                </span>
                <span className={classes.snippet} dir="auto">
                  {template.body?.text}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
      {mayManage && (
        <LinkText to="/channels/$channelId/templates" params={{ channelId }} fz="sm">
          {t('templates.manage')}
        </LinkText>
      )}
    </div>
  )
}

/** Down and up go through the list, from and to the search field. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.code !== 'ArrowDown' && event.code !== 'ArrowUp') return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-choice]')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  const next = stops[at + (event.code === 'ArrowDown' ? 1 : -1)]
  if (at < 0 || !next) return
  event.preventDefault()
  next.focus()
}
