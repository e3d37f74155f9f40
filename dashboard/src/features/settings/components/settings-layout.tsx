import { IconApi, IconBuilding, IconHistory, IconSparkles, IconUser, IconUsers, IconWebhook } from '@tabler/icons-react'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { mayAct, useMe } from '../../accounts/api/session.ts'
import classes from './settings.module.css'

const pages = [
  { name: 'workspace', to: '/settings/workspace', icon: IconBuilding, least: 'viewer' },
  { name: 'team', to: '/settings/team', icon: IconUsers, least: 'viewer' },
  { name: 'models', to: '/settings/models', icon: IconSparkles, least: 'admin' },
  { name: 'apiKeys', to: '/settings/api-keys', icon: IconApi, least: 'admin' },
  { name: 'webhooks', to: '/settings/webhooks', icon: IconWebhook, least: 'admin' },
  { name: 'audit', to: '/settings/audit', icon: IconHistory, least: 'admin' },
  { name: 'profile', to: '/settings/profile', icon: IconUser, least: 'viewer' },
] as const

export function SettingsLayout() {
  const { t } = useTranslation()
  const { role } = useMe()
  const nav = useRef<HTMLElement>(null)
  const page = useLocation({ select: ({ pathname }) => pathname })
  // On a phone the pages are one row to scroll: the present one is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page decides which entry is the present one
  useEffect(() => nav.current?.querySelector('[data-active]')?.scrollIntoView({ inline: 'center', block: 'nearest' }), [page])
  return (
    <div className={classes.layout}>
      <nav ref={nav} className={classes.nav} aria-label={t('settings.title')}>
        <h2>{t('settings.title')}</h2>
        {pages
          .filter(({ least }) => mayAct(role, least))
          .map(({ name, to, icon: Icon }) => (
            <Link key={name} to={to} activeProps={{ 'data-active': true, 'aria-current': 'page' }} data-testid={`settings-${name}`}>
              <Icon size={18} stroke={1.7} aria-hidden />
              {t(`settings.${name}`)}
            </Link>
          ))}
      </nav>
      <Outlet />
    </div>
  )
}
