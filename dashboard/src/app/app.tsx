import { DirectionProvider, localStorageColorSchemeManager, MantineProvider, useDirection } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { directionOf } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { router } from './router.tsx'
import { cssVariablesResolver, theme } from './theme.ts'

const colorSchemeManager = localStorageColorSchemeManager({ key: 'parley.color-scheme' })

export function App() {
  const { i18n } = useTranslation()
  return (
    <DirectionProvider initialDirection={directionOf(i18n.language)} detectDirection={false}>
      <DirectionOfLanguage />
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Notifications position={directionOf(i18n.language) === 'rtl' ? 'bottom-left' : 'bottom-right'} limit={4} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  )
}

/** The component library mirrors menus and sliders by its own context, which follows the language. */
function DirectionOfLanguage() {
  const { i18n } = useTranslation()
  const { dir, setDirection } = useDirection()
  const wanted = directionOf(i18n.language)
  useEffect(() => {
    if (dir !== wanted) setDirection(wanted)
  }, [dir, wanted, setDirection])
  return null
}
