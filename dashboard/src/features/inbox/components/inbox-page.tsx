import { Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMessages } from '@tabler/icons-react'
import { getRouteApi, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readStored, writeStored } from '../../../lib/storage.ts'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { ContactPanel } from './contact-panel.tsx'
import { ConversationList } from './conversation-list.tsx'
import classes from './inbox.module.css'
import { Thread } from './thread.tsx'
import { ViewsPane } from './views-pane.tsx'

const route = getRouteApi('/signed-in/inbox')

export function InboxPage() {
  const filters = route.useSearch()
  const { conversationId } = useParams({ strict: false })
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const isNarrow = useMediaQuery('(max-width: 75em)', false, { getInitialValueInEffect: false })
  const [isPanelWanted, setPanelWanted] = useState(() => readStored('contact-panel') !== 'hidden')
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const togglePanel = () => {
    if (isNarrow) return setDrawerOpen((isOpen) => !isOpen)
    writeStored('contact-panel', isPanelWanted ? 'hidden' : 'shown')
    setPanelWanted(!isPanelWanted)
  }
  useHotkey({ code: 'KeyO', alt: true }, togglePanel, Boolean(conversationId))
  const thread = conversationId ? (
    // A new conversation is a new thread: nothing of the last one's scroll or text stays.
    <Thread
      key={conversationId}
      conversationId={conversationId}
      filters={filters}
      isPanelShown={isNarrow ? isDrawerOpen : isPanelWanted}
      onTogglePanel={togglePanel}
    />
  ) : (
    <NothingChosen />
  )
  return (
    <div className={classes.inbox}>
      {!isPhone && <ViewsPane filters={filters} />}
      {(!isPhone || !conversationId) && <ConversationList filters={filters} activeId={conversationId} />}
      {(!isPhone || conversationId) && thread}
      {conversationId && (isNarrow ? isDrawerOpen : isPanelWanted) && (
        <ContactPanel conversationId={conversationId} isDrawer={isNarrow} onClose={() => setDrawerOpen(false)} />
      )}
    </div>
  )
}

function NothingChosen() {
  const { t } = useTranslation()
  return (
    <div className={classes.empty}>
      <div style={{ textAlign: 'center' }}>
        <IconMessages size={40} stroke={1.3} color="var(--p-muted)" aria-hidden />
        <Title order={2} mt="xs">
          {t('inbox.pickTitle')}
        </Title>
        <Text c="dimmed" fz="sm">
          {t('inbox.pickText')}
        </Text>
      </div>
    </div>
  )
}
