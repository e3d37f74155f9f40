import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../lib/format.ts'
import { useCounts } from '../../inbox/api/counts.ts'
import { useNavigationItems } from './navigation-items.ts'
import classes from './shell.module.css'
import { AccountItems } from './sidebar.tsx'

const shown = ['home', 'inbox', 'contacts', 'agents']

export function BottomNavigation() {
  const { t } = useTranslation()
  const format = useFormat()
  const unread = useCounts()?.unread ?? 0
  const items = useNavigationItems()
  return (
    <nav className={classes.bottom} aria-label={t('nav.label')}>
      {items
        .filter(({ page }) => shown.includes(page))
        .map(({ page, to, icon: Icon }) => (
          <Link
            key={page}
            to={to}
            className={classes.item}
            data-testid={`nav-${page}`}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ 'data-active': true, 'aria-current': 'page' }}
          >
            <Icon size={22} stroke={1.7} aria-hidden />
            <span className={classes.label}>{t(`nav.${page}`)}</span>
            {page === 'inbox' && unread > 0 && <span className={classes.badge}>{format.badge(unread)}</span>}
          </Link>
        ))}
      <Menu position="top-end" width={240}>
        <Menu.Target>
          <button type="button" className={classes.item} data-testid="nav-more">
            <IconDots size={22} stroke={1.7} aria-hidden />
            <span className={classes.label}>{t('nav.more')}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown mah="80dvh" style={{ overflow: 'auto' }}>
          {items
            .filter(({ page }) => !shown.includes(page))
            .map(({ page, to, icon: Icon }) => (
              <Menu.Item key={page} component={Link} to={to} leftSection={<Icon size={18} aria-hidden />} data-testid={`nav-${page}`}>
                {t(`nav.${page}`)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <AccountItems />
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}
