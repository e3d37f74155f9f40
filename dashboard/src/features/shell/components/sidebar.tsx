import { Menu, Tooltip } from '@mantine/core'
import {
  IconCheck,
  IconKeyboard,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLogout,
  IconSearch,
  IconUser,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageItems } from '../../../components/language-menu.tsx'
import { Logo } from '../../../components/logo.tsx'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import { ThemeItems } from '../../../components/theme-menu.tsx'
import { useFormat } from '../../../lib/format.ts'
import { readStored, writeStored } from '../../../lib/storage.ts'
import { useMe, useSignOut, useSwitchWorkspace } from '../../accounts/api/session.ts'
import { useCounts } from '../../inbox/api/counts.ts'
import { useNavigationItems } from './navigation-items.ts'
import classes from './shell.module.css'

export function Sidebar({ onSearch, onShortcuts }: { onSearch: () => void; onShortcuts: () => void }) {
  const { t } = useTranslation()
  const [isWide, setWide] = useState(() => (readStored('sidebar') ?? (innerWidth >= 1500 ? 'wide' : 'narrow')) === 'wide')
  const me = useMe()
  const format = useFormat()
  const unread = useCounts()?.unread ?? 0
  const items = useNavigationItems()
  const toggle = () => {
    writeStored('sidebar', isWide ? 'narrow' : 'wide')
    setWide(!isWide)
  }
  return (
    <nav className={`${classes.sidebar} ${isWide ? classes.wide : ''}`} aria-label={t('nav.label')}>
      <div className={classes.brand}>
        <Logo size={30} />
        {isWide && <bdi className={classes.label}>{me.workspace?.name ?? t('app.name')}</bdi>}
      </div>
      <Hint label={t('nav.search')} isOff={isWide}>
        <button type="button" className={classes.item} onClick={onSearch} aria-label={t('nav.search')}>
          <IconSearch size={19} stroke={1.7} aria-hidden />
          {isWide && <span className={classes.label}>{t('nav.search')}</span>}
        </button>
      </Hint>
      {items.map(({ page, to, icon: Icon }) => (
        <Hint key={page} label={t(`nav.${page}`)} isOff={isWide}>
          <Link
            to={to}
            className={classes.item}
            data-testid={`nav-${page}`}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ 'data-active': true, 'aria-current': 'page' }}
          >
            <Icon size={19} stroke={1.7} aria-hidden />
            <span className={isWide ? classes.label : classes.hidden}>{t(`nav.${page}`)}</span>
            {page === 'inbox' && unread > 0 && <span className={classes.badge}>{format.badge(unread)}</span>}
          </Link>
        </Hint>
      ))}
      <div className={classes.spacer} />
      <Hint label={t(isWide ? 'nav.collapse' : 'nav.expand')} isOff={isWide}>
        <button
          type="button"
          className={classes.item}
          onClick={toggle}
          aria-label={t(isWide ? 'nav.collapse' : 'nav.expand')}
          aria-expanded={isWide}
        >
          {isWide ? (
            <IconLayoutSidebarLeftCollapse size={19} stroke={1.7} aria-hidden />
          ) : (
            <IconLayoutSidebarLeftExpand size={19} stroke={1.7} aria-hidden />
          )}
          {isWide && <span className={classes.label}>{t('nav.collapse')}</span>}
        </button>
      </Hint>
      <Menu position="right-end" width={220}>
        <Menu.Target>
          <button
            type="button"
            className={classes.item}
            style={{ paddingInline: 6 }}
            aria-label={t('nav.account')}
            data-testid="account-menu"
          >
            <PersonAvatar name={me.user.name} size={28} />
            {isWide && <bdi className={classes.label}>{me.user.name}</bdi>}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <AccountItems onShortcuts={onShortcuts} />
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}

function Hint({ label, isOff, children }: { label: string; isOff: boolean; children: ReactNode }) {
  return (
    <Tooltip label={label} position="right" disabled={isOff} openDelay={150}>
      {children}
    </Tooltip>
  )
}

export function AccountItems({ onShortcuts }: { onShortcuts?: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const signOut = useSignOut()
  const switchWorkspace = useSwitchWorkspace()
  return (
    <>
      {me.workspaces.length > 1 && (
        <>
          <Menu.Label>{t('nav.workspaces')}</Menu.Label>
          {me.workspaces.map(({ id, name }) => (
            <Menu.Item
              key={id}
              onClick={() => id !== me.workspace?.id && switchWorkspace.mutate(id)}
              rightSection={id === me.workspace?.id ? <IconCheck size={14} aria-hidden /> : null}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
        </>
      )}
      <Menu.Label>{t('nav.theme')}</Menu.Label>
      <ThemeItems />
      <Menu.Label>{t('nav.language')}</Menu.Label>
      <LanguageItems />
      <Menu.Divider />
      {onShortcuts && (
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onShortcuts}>
          {t('nav.shortcuts')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconUser size={16} aria-hidden />} component={Link} to="/settings/profile">
        {t('nav.profile')}
      </Menu.Item>
      <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()} data-testid="sign-out">
        {t('nav.signOut')}
      </Menu.Item>
    </>
  )
}
