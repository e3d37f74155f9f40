import { useMediaQuery } from '@mantine/hooks'
import { Outlet, useMatchRoute } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { useLiveUpdates } from '../live/use-live-updates.ts'
import { BottomNavigation } from './bottom-navigation.tsx'
import classes from './shell.module.css'
import { Sidebar } from './sidebar.tsx'
import { useTabTitle } from './use-tab-title.ts'

const CommandPalette = lazy(() => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })))
const ShortcutsSheet = lazy(() => import('./shortcuts-sheet.tsx').then((module) => ({ default: module.ShortcutsSheet })))

export function Shell() {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const isConnected = useLiveUpdates()
  const [palette, setPalette] = useState(false)
  const [sheet, setSheet] = useState(false)
  useTabTitle()
  useHotkey({ code: 'KeyK', mod: true }, () => setPalette(true))
  useHotkey({ key: '?' }, () => setSheet(true))
  // On a phone a conversation takes the whole screen, as every messenger does it.
  const isInConversation = Boolean(useMatchRoute()({ to: '/inbox/$conversationId' }))
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t('nav.skip')}
      </a>
      {!isPhone && <Sidebar onSearch={() => setPalette(true)} onShortcuts={() => setSheet(true)} />}
      <main id="content" className={classes.content} tabIndex={-1}>
        <Outlet />
      </main>
      {isPhone && !isInConversation && <BottomNavigation />}
      {!isConnected && (
        <div className={classes.offline} role="status">
          {t('nav.offline')}
        </div>
      )}
      <Suspense fallback={null}>
        {palette && <CommandPalette onClose={() => setPalette(false)} />}
        {sheet && <ShortcutsSheet onClose={() => setSheet(false)} />}
      </Suspense>
    </div>
  )
}
